/** The script of canaries as a file that can be put on boards. */
import { readFileSync } from 'node:fs';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { StoredFile } from '#domain/model.js';
import { canaryPath, packageRoot } from './package-root.js';

export function canaryScript(): StoredFile {
  const path = canaryPath(packageRoot());
  const text = readFileSync(path);
  return { path, digest: digestOf(text), bytes: bytes(text.length) };
}
