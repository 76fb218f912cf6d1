/** Whether an error says that the native part of better-sqlite3 is not there for this Node. */

export function isNativeMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message.startsWith('Could not locate the bindings file')) return true;
  // Of another Node, another processor, or another C library.
  return 'code' in error && error.code === 'ERR_DLOPEN_FAILED' && error.message.includes('better_sqlite3');
}
