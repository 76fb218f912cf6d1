/** A manifest that was saved earlier, read back: what it says of itself is compared later and believed nowhere. */
import { readFileSync, statSync } from 'node:fs';
import type { Plain } from '#core/canonical-json.js';
import type { Manifest } from '#domain/manifest.js';
import type { RunSet } from '#domain/run-set.js';
import { isManifest } from '#report/verify-manifest.js';
import { manifestOfAnother, manifestOfNone, notAManifest } from '#wording/verify.js';
import { UserMistake } from './output.js';
import { selectRun } from './select-run.js';

/** A run set of 100,000 cells has some 200 MB; a text beyond this cannot be read at once. */
const mostBytes = 500e6;

export function readManifest(path: string): Plain<Manifest> {
  const value = parsed(path);
  if (!isManifest(value)) throw new UserMistake(notAManifest(path, 'other JSON'));
  return value;
}

function parsed(path: string): unknown {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new UserMistake(notAManifest(path, 'no file'));
    if (stat.size > mostBytes) throw new UserMistake(notAManifest(path, `a file of ${stat.size} bytes`));
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserMistake(notAManifest(path, 'no JSON'));
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new UserMistake(notAManifest(path, code === 'ENOENT' ? 'no file' : `nothing that can be read (${code})`));
  }
}

/** The one that the manifest is of. Asked for another one, nobody would learn anything from the differences. */
export function runSetOf(
  saved: Plain<Manifest>,
  runSets: readonly RunSet[],
  { run, path }: { readonly run: string | undefined; readonly path: string },
): RunSet {
  const { invocationId } = saved.predicate.runDetails.metadata;
  const asked = run === undefined ? undefined : selectRun(runSets, run);
  if (asked && asked.id !== invocationId) throw new UserMistake(manifestOfAnother(path, invocationId, asked.id));
  const found = runSets.find(({ id }) => id === invocationId);
  if (!found) throw new UserMistake(manifestOfNone(path, invocationId));
  return found;
}
