/** One text from disk: read or explained, understood or explained. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Result } from '#core/result.js';
import { suggest } from '#core/suggest.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { renderDiagnostics } from '#wording/diagnostic.js';
import { plural } from '#wording/quantity.js';
import { UserMistake } from './output.js';

export function sourceAt(path: string, what: string): SourceText {
  return { name: shown(path), text: readText(path, what) };
}

/** The value, or a mistake with all diagnostics of the file. */
export function understood<T>(result: Result<T, readonly Diagnostic[]>, name: string): T {
  if (result.ok) return result.value;
  const errors = result.error.filter(({ severity }) => severity === 'error').length;
  throw new UserMistake(
    `${renderDiagnostics(result.error)}\n\n${name}: ${plural(errors, 'error')}; nothing was started.`,
  );
}

export function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserMistake(cannotRead(path, what, error));
  }
}

function cannotRead(path: string, what: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no ${what} file ${shown(path)}.${nearby(path)}`;
  if (code === 'EISDIR')
    return `${shown(path)} is a folder, and an ${what} file was expected.${nearby(join(path, 'x.yaml'))}`;
  if (code === 'EACCES' || code === 'EPERM') return `The ${what} file ${shown(path)} may not be read by this user.`;
  throw error;
}

/** What is there instead, by the likeness of its name. */
function nearby(path: string): string {
  const folder = dirname(path);
  const files = yamlFilesIn(folder);
  if (files === undefined) return ` The folder ${shown(folder)} does not exist either.`;
  if (files.length === 0) return ` No YAML file is in ${shown(folder)}.`;
  const likely = suggest(basename(path), files) ?? suggest(`${basename(path)}.yaml`, files);
  if (likely !== null) return ` Did you mean ${shown(join(folder, likely))}?`;
  const listed = files.slice(0, 8).map((name) => `\n  ${shown(join(folder, name))}`);
  return ` In that folder:${listed.join('')}${files.length > 8 ? `\n  … and ${files.length - 8} more` : ''}`;
}

function yamlFilesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch {
    return undefined;
  }
}

/** As a person in this folder would write it; outside of it the whole path. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
