/** A store that cannot be opened, in words for who asked for it. */
import type { Result } from '#core/result.js';
import type { StoreRefusal } from '#domain/store-refusal.js';
import { describeNoStore } from '#wording/run-end.js';
import { describeStoreRefusal } from '#wording/store-refusal.js';
import { UserMistake } from './output.js';

/** A folder that is not there for us to write in is the user's to mend, and no bug. */
export function writable<T>(database: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|ENOSPC|SQLITE_(CANTOPEN|READONLY|FULL|IOERR).*)$/.test(code))
      throw error;
    throw new UserMistake(describeNoStore(database, code));
  }
}

export function opened<T>(result: Result<T, StoreRefusal>): T {
  if (result.ok) return result.value;
  throw new UserMistake(describeStoreRefusal(result.error));
}
