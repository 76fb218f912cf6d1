import { expect, test } from 'vitest';
import { isNativeMissing } from '#cli/native-missing.js';

const coded = (message: string, code: string): Error => Object.assign(new Error(message), { code });

test.each<[string, unknown, boolean]>([
  ['installed without scripts', new Error('Could not locate the bindings file. Tried:\n → /a/b.node'), true],
  [
    'compiled for another Node',
    coded("The module '/x/better_sqlite3.node'\nwas compiled against a different Node.js version", 'ERR_DLOPEN_FAILED'),
    true,
  ],
  ['another native module', coded('/x/onnxruntime_binding.node: wrong ELF class', 'ERR_DLOPEN_FAILED'), false],
  ['a full disk', coded('database or disk is full', 'SQLITE_FULL'), false],
  ['no error at all', 'Could not locate the bindings file', false],
])('%s', (_, error, missing) => {
  expect(isNativeMissing(error)).toBe(missing);
});
