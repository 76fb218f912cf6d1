/** The scripts that are put on boards beside their supervisor, as files. */
import { readFileSync } from 'node:fs';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { StoredFile } from '#domain/model.js';
import { canaryPath, environmentPath, packageRoot, withSettingsPath } from './package-root.js';

export function canaryScript(): StoredFile {
  return script(canaryPath(packageRoot()));
}

export function withSettingsScript(): StoredFile {
  return script(withSettingsPath(packageRoot()));
}

export function environmentScript(): StoredFile {
  return script(environmentPath(packageRoot()));
}

function script(path: string): StoredFile {
  const text = readFileSync(path);
  return { path, digest: digestOf(text), bytes: bytes(text.length) };
}
