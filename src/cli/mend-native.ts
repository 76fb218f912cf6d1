/**
 * After `npm install --global --ignore-scripts`, or when Node was changed, the native part of better-sqlite3 is not there for
 * this Node. It is compiled when it is first needed: nothing has been done by then, since the store opens before all else.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nativeMissing } from '#wording/usage.js';
import { UserMistake } from './output.js';
import { packageRoot } from './package-root.js';

/** Returns when it is there. What the compiler says goes to standard error: standard output belongs to the command. */
export function compileNative(): void {
  const root = packageRoot();
  const script = join(root, 'tools', 'native.js');
  const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  const command = `${process.execPath} ${script}`;
  throw new UserMistake(nativeMissing({ folder: join(root, 'node_modules'), node: process.versions.node, command }));
}
