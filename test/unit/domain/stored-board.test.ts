/** What is kept after a look: nothing that was known is lost by a look that brought nothing. */
import { expect, test } from 'vitest';
import { err, ok } from '#core/result.js';
import { wallTime } from '#core/units.js';
import type { Board } from '#domain/board.js';
import { failure } from '#domain/failure.js';
import { boardId } from '#domain/names.js';
import { endpointText, identityToKeep, remembered } from '#domain/stored-board.js';
import { facts } from '#test/spec/road.js';

const [first, second] = [wallTime('2026-11-20T10:00:00.000Z'), wallTime('2026-11-21T10:00:00.000Z')];
const pi: Board = {
  id: boardId('pi-5'),
  transport: { kind: 'ssh', target: { host: '10.0.0.5', user: 'pi', port: 2222 } },
  devices: [],
  paths: {},
};
const seen = remembered(undefined, { board: pi, found: ok({ ...facts, serial: '100' }), at: first });

test('an answer is kept with what tells the machine from others', () => {
  expect(seen).toMatchObject({
    board: 'pi-5',
    endpoint: 'pi@10.0.0.5:2222',
    seen: { identity: { machineId: 'machine', serial: '100', mac: null }, at: first },
    trouble: null,
  });
});

test('a board that is silent is remembered as it was, and since when it is', () => {
  const silent = failure('board/unreachable');
  expect(remembered(seen, { board: pi, found: err(silent), at: second })).toEqual({
    ...seen,
    trouble: { failure: silent, at: second },
  });
  expect(remembered(undefined, { board: pi, found: err(silent), at: second }).seen).toBeNull();
});

test('what could not be read this time is still known of it', () => {
  const again = remembered(seen, { board: pi, found: ok(facts), at: second });
  expect(again.seen).toMatchObject({ identity: { serial: '100' }, at: second });
});

test('this machine may be any: only what is reached has an identity that is kept', () => {
  expect(identityToKeep(pi, seen)).toEqual(seen.seen?.identity);
  expect(identityToKeep({ ...pi, transport: { kind: 'local' } }, seen)).toBeUndefined();
  expect(endpointText({ kind: 'local' })).toBeNull();
  expect(endpointText({ kind: 'ssh', target: { host: 'alias' } })).toBe('alias');
});
