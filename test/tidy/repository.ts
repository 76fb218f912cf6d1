/** The files of the repository as the tidy tests see them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Files under a folder whose name ends so, fixtures left out; paths from the root. */
export function filesUnder(folder: string, ending: string): readonly TextFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.endsWith(ending) && !/\/(fixtures|node_modules)\//.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function rootFile(path: string): TextFile {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}
