/** The files of a new project: what is there is kept, unless it is ours or the person said otherwise. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { staysIn } from '#spec/paths.js';
import { describeNotWritable, oddName, outsideWords, thereAlready } from '#wording/init.js';
import { UserMistake } from './output.js';
import { packageRoot } from './package-root.js';

export interface Deeds {
  readonly written: string[];
  readonly kept: string[];
}

/** A file that a person named, and where it will be when everything is written. */
export interface Placed {
  readonly file: string;
  readonly from: string;
  /** Within the project, with forward slashes. */
  readonly place: string;
}

/** A project holds what it measures: what lies elsewhere is copied into `folder` when that was asked for. */
export function placedFile(file: string, folder: 'models' | 'data', copy: boolean): Placed {
  const from = resolve(file);
  const near = relative(process.cwd(), from);
  const inside = near !== '' && near !== '..' && !near.startsWith(`..${sep}`) && !isAbsolute(near);
  if (!inside && !copy) throw new UserMistake(outsideWords(file, folder));
  const place = inside ? near.split(sep).join('/') : `${folder}/${basename(from)}`;
  // As the experiment will name it, from one folder below this one.
  if (!staysIn(`../${place}`, 1)) throw new UserMistake(oddName(file));
  return { file, from, place };
}

export function bringIn({ from, place }: Placed, deeds: Deeds): void {
  const to = resolve(place);
  if (to === from) return;
  if (existsSync(to) && !readFileSync(to).equals(readFileSync(from)))
    throw new UserMistake(thereAlready(place, 'file'));
  writing(place, () => {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  });
  deeds.written.push(place);
}

export function textIfThere(place: string): string | undefined {
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}

/** Written when nothing is there, or when it may be replaced. */
export function put(place: string, text: string, { deeds, replace }: { deeds: Deeds; replace: boolean }): void {
  const path = resolve(place);
  if (existsSync(path) && (!replace || readFileSync(path, 'utf8') === text)) {
    deeds.kept.push(place);
    return;
  }
  writing(place, () => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  });
  deeds.written.push(place);
}

/** Copies, so that the line that an editor reads is the same everywhere and works without this program. */
export function putSchemas(deeds: Deeds): void {
  for (const name of ['experiment', 'inventory']) {
    const place = `schemas/${name}.schema.json`;
    const there = textIfThere(place);
    // An older copy of ours is refreshed; somebody's own file is left alone.
    const ours = there?.includes('"$id": "https://orchestrate.invalid/') ?? true;
    put(place, readFileSync(join(packageRoot(), place), 'utf8'), { deeds, replace: ours });
  }
}

function writing(place: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^(EACCES|EPERM|EROFS|ENOSPC|EDQUOT|ENOTDIR|EEXIST|EISDIR)$/.test(code)) throw error;
    throw new UserMistake(describeNotWritable(place, code));
  }
}
