/** Boards that are written as two and are one: by their machine id, or by where they are reached and which lock they take. */
import type { Board, Builder, Transport } from '#domain/board.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

export type WrittenBoard = readonly [Board, Cursor];

/** No two machines have one id: one of the two is the other, or a copy of its disk. */
export function checkIdentities(boards: readonly WrittenBoard[], problems: Problems): void {
  const first = new Map<string, string>();
  for (const [{ id, machineId }, cursor] of boards) {
    if (machineId === undefined) continue;
    const other = first.get(machineId);
    const mark = cursor.at('identity')?.at('machine_id')?.mark ?? cursor.keyMark;
    if (other !== undefined) problems.add('spec/same-identity', mark, { board: id, other });
    else first.set(machineId, id);
  }
}

/** This machine is one: under two locks two programs would measure on it at once, each believing that it has it alone. */
export function checkLocks(machines: readonly (readonly [Builder, Cursor])[], problems: Problems): void {
  const [first, ...others] = machines.filter(([{ transport }]) => transport.kind === 'local');
  if (!first) return;
  const [{ id: other, paths }] = first;
  for (const [{ id, paths: own }, cursor] of others) {
    if (own.lock === paths.lock) continue;
    const facts = { machine: id, lock: own.lock ?? null, other, otherLock: paths.lock ?? null };
    problems.add('spec/two-locks', cursor.at('paths')?.at('lock')?.mark ?? cursor.keyMark, facts);
  }
}

/** Nothing is wrong with it, since the lock lets only one of them measure; but nobody gains a machine by it. */
export function sharedMachines(boards: readonly WrittenBoard[]): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return boards.flatMap(([{ id, transport, paths }, cursor]) => {
    const machine = JSON.stringify([...wayTo(transport), paths.lock ?? null]);
    const other = first.get(machine);
    if (other === undefined) {
      first.set(machine, id);
      return [];
    }
    return [
      { code: 'spec/same-machine', severity: 'warning', ...cursor.keyMark, facts: { board: id, other } } as const,
    ];
  });
}

/** As it is written: that two names lead to one address is known to the network alone. */
function wayTo(transport: Transport): readonly (string | number | null)[] {
  if (transport.kind === 'local') return ['local'];
  const { host, port = null, user = null, jump = [] } = transport.target;
  return ['ssh', host.toLowerCase(), port, user, ...jump];
}
