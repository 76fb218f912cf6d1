/** The last word on a board that comes back: it answers, and its canary takes as long as it always took. */
import { failure } from '#domain/failure.js';
import type { Recovery } from '#domain/recovery.js';
import { runCanary } from './canary.js';
import { failed } from './recover.js';
import type { World } from './world.js';

/** A first canary has no past to be compared with: it is believed, as the board was before. */
export const admitByCanary: World['admit'] = async ({ store, clock, canary }, { connections, board, signal }) => {
  const connection = await connections.to(board);
  if (!connection.ok) return failed(connection.error);
  const parts = { store, clock, script: canary, signal };
  const { session, facts: found } = connection.value;
  const verdict = await runCanary(parts, { board, session, facts: found });
  if (!verdict.ok) {
    const { code, facts } = verdict.error;
    if (code !== 'board/held') return failed(verdict.error);
    const { attempt, pid, user, since } = facts;
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return {
      kind: 'held',
      holder: {
        attempt: text(attempt) ?? '',
        pid: typeof pid === 'number' ? pid : null,
        user: text(user),
        since: text(since),
      },
    };
  }
  if (verdict.value.kind !== 'suspect') return { kind: 'admitted' };
  const { durationNs, usualNs } = verdict.value;
  return { kind: 'suspect', failure: failure('board/suspect', { board, durationNs, usualNs }) };
};

/** Where no canary is at hand: a board that answers is as good as it was before. */
export const admitAnswering: World['admit'] = async (_, { connections, board }): Promise<Recovery> => {
  const connection = await connections.to(board);
  return connection.ok ? { kind: 'admitted' } : failed(connection.error);
};
