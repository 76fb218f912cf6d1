/** The files of an OpenSSH configuration, bounded, and which of them an `Include` means. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type SshConfig from 'ssh-config';
import { isGlob, matchesGlob } from '#core/glob.js';
import { expandHome } from './ssh-tokens.js';

export type Lines = ReturnType<(typeof SshConfig)['parse']>;

/** Thrown through the reader and told by its caller: a configuration that is half read is none. */
export class UnreadableFile extends Error {}

/** Bytes: longer than any that a person wrote. */
const largestFile = 1024 * 1024;

/** The user's own first: the first value of a keyword counts. */
export const usualFiles = (): readonly string[] => [join(userInfo().homedir, '.ssh', 'config'), '/etc/ssh/ssh_config'];

/** Undefined when there is no such file. */
export async function readLines(path: string): Promise<Lines | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (!found.isFile() || found.size > largestFile) throw new UnreadableFile(`${path} is no file of up to 1 MiB`);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UnreadableFile(String(error));
  });
  // Loaded when it is needed: most users have an OpenSSH client.
  const { parse } = await import('ssh-config');
  try {
    return parse(text);
  } catch (error) {
    throw new UnreadableFile(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** In the order of their names; one that is not there is passed over. */
export async function includedFiles(pattern: string, of: string): Promise<readonly string[]> {
  const folder = of.startsWith('/etc/ssh/') ? '/etc/ssh' : join(userInfo().homedir, '.ssh');
  const home = expandHome(pattern);
  const [, ...parts] = (isAbsolute(home) ? home : join(folder, home)).split('/');
  let paths: readonly string[] = [''];
  for (const part of parts) paths = (await Promise.all(paths.map((path) => inFolder(path, part)))).flat();
  return paths;
}

async function inFolder(folder: string, part: string): Promise<readonly string[]> {
  if (!isGlob(part)) return [`${folder}/${part}`];
  const names = await readdir(`${folder}/`).catch(() => []);
  // As a shell does it: a hidden file must be asked for.
  const fitting = names.filter((name) => matchesGlob(part, name) && (!name.startsWith('.') || part.startsWith('.')));
  return fitting.sort().map((name) => `${folder}/${name}`);
}
