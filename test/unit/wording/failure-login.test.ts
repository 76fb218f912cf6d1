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
  expect(describeFailure(locked).headline).toContain('no key was found');
  expect(describeFailure(locked).hint).toBe('/home/x/.ssh/id has a passphrase: unlock it with `ssh-add`');
  expect(describeFailure(failure('board/auth', { ...at, keys: [], locked: [] })).hint).toContain('identity_file');
});

test('an endpoint that cannot be reached says what the machine said, in words', () => {
  const refused = failure('board/unreachable', { ...at, errno: 'ECONNREFUSED', through: 'root@hop:22' });
  expect(describeFailure(refused).headline).toBe(
    'board pi-a cannot be reached at lab@10.0.0.7:22 through root@hop:22: nothing listens there (ECONNREFUSED)',
  );
});
