/**
 * Whether somebody measures into a store, asked without taking the writer's lock: a probe that held it, however briefly,
 * could refuse a run that starts in that moment. The side file is there only while a writer lives or after it was killed.
 */
import { readFileSync } from 'node:fs';

/** `path` is the database's. After a kill -9 and a process that got the same number, this can say yes in error. */
export function writerAlive(path: string): boolean {
  try {
    const owner: unknown = JSON.parse(readFileSync(`${path}.writer.json`, 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || typeof owner.pid !== 'number') return false;
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is there and is another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
