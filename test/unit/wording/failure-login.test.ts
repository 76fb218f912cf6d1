/** Whoever is not let in learns which keys were tried and what would open the board. */
import { expect, test } from 'vitest';
import { failure } from '#domain/failure.js';
import { describeFailure } from '#wording/failure.js';

const at = { board: 'pi-a', endpoint: 'lab@10.0.0.7:22' };

test('keys that were not accepted are named', () => {
  const words = describeFailure(failure('board/auth', { ...at, keys: ['/home/x/.ssh/id (ssh-ed25519)'], locked: [] }));
  expect(words.headline).toBe(
    'board pi-a lets nobody in as lab@10.0.0.7:22: it accepts none of the keys that were offered (/home/x/.ssh/id (ssh-ed25519))',
  );
  expect(words.hint).toContain('ssh-copy-id');
});

test('a key with a passphrase is unlocked with ssh-add, and no key is said to be none', () => {
  const locked = failure('board/auth', { ...at, keys: [], locked: ['/home/x/.ssh/id'] });
  expect(describeFailure(locked).headline).toContain('no key could be offered');
  expect(describeFailure(locked).hint).toBe('/home/x/.ssh/id has a passphrase: unlock it with `ssh-add`');
  expect(describeFailure(failure('board/auth', { ...at, keys: [], locked: [] })).hint).toContain('identity_file');
  const missing = failure('board/auth', { ...at, keys: [], locked: [], looked: ['/home/x/.ssh/id_nix'] });
  expect(describeFailure(missing).headline).toMatch(
    /no key was found to offer it, looked for \/home\/x\/\.ssh\/id_nix$/,
  );
});

test('an endpoint that cannot be reached says what the machine said, in words', () => {
  const refused = failure('board/unreachable', { ...at, errno: 'ECONNREFUSED', through: 'root@hop:22' });
  expect(describeFailure(refused).headline).toBe(
    'board pi-a cannot be reached at lab@10.0.0.7:22 through root@hop:22: nothing listens there (ECONNREFUSED)',
  );
  expect(describeFailure(refused).hint).toContain('the machine is on');
  const unknown = failure('board/unreachable', { ...at, errno: 'ENOTFOUND' });
  expect(describeFailure(unknown).hint).toContain('an alias of ~/.ssh/config');
});

test('a board that answered and has no folder or no lock is not called out of reach', () => {
  const folder = failure('board/unreachable', { board: 'pi-a', said: "mkdir: cannot create directory '/root'" });
  expect(describeFailure(folder).headline).toContain('board pi-a cannot be used: the folder for its work');
  const lock = failure('board/not-a-board', { board: 'pi-a', missing: ['lock'] });
  expect(describeFailure(lock)).toMatchObject({
    headline: 'pi-a cannot be a board: its lock file cannot be opened for writing',
    hint: expect.stringContaining('paths: { lock: FILE }'),
  });
});
