/** Two boards may have swapped their addresses: what tells machines apart, and what does not. */
import { describe, expect, test } from 'vitest';
import { changedIdentity } from '#domain/board-identity.js';
import { boardId } from '#domain/names.js';

const board = { id: boardId('pi-5') };
const pinned = { ...board, machineId: 'abc' };
const known = { machineId: 'abc', serial: '100', mac: '02:00:00:00:00:01' };
const nothing = { machineId: null, serial: null, mac: null };
const what = (now: Partial<typeof known>, before: typeof known | typeof nothing = known, pin: typeof board = board) =>
  changedIdentity(pin, { ...known, ...now }, before)?.facts['what'];

describe('a board is another one', () => {
  test('when its serial number is, whatever its image says', () => {
    expect(changedIdentity(board, { ...known, serial: '200' }, known)).toMatchObject({
      code: 'board/identity-changed',
      class: 'deterministic',
      facts: { board: 'pi-5', what: 'serial number', expected: '100', found: '200', pinned: false },
    });
    expect(what({ serial: '200' }, known, pinned)).toBe('serial number');
  });

  test('when its machine id is', () => {
    expect(what({ machineId: 'def' })).toBe('machine id');
  });

  test('when its address is and there is no serial number to compare', () => {
    expect(what({ mac: '02:00:00:00:00:02' })).toBeUndefined();
    expect(changedIdentity(board, { ...known, serial: null, mac: '02:00:00:00:00:02' }, known)?.facts['what']).toBe(
      'network address',
    );
  });

  test('when it has not the machine id that is pinned, even before it was ever seen', () => {
    expect(changedIdentity(pinned, { ...known, machineId: 'def' }, undefined)).toMatchObject({
      facts: { what: 'machine id', expected: 'abc', found: 'def', pinned: true },
    });
    expect(changedIdentity(pinned, { ...known, machineId: null }, undefined)).toMatchObject({ facts: { found: null } });
  });
});

test('what is unknown on either side says nothing', () => {
  expect(changedIdentity(board, nothing, known)).toBeUndefined();
  expect(changedIdentity(board, known, nothing)).toBeUndefined();
  expect(changedIdentity(board, known, undefined)).toBeUndefined();
});

test('a pinned machine id that is met answers for the one of the last look', () => {
  expect(changedIdentity(pinned, known, { ...known, machineId: 'before' })).toBeUndefined();
});
