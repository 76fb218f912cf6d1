/** Hooks and canary of a simulated world, and the laws of bringing boards back. */
import { err, ok, type Result } from '#core/result.js';
import type { Command, Event } from '#domain/event.js';
import { type Failure, failure } from '#domain/failure.js';
import type { BoardId } from '#domain/names.js';
import type { Recovery } from '#domain/recovery.js';
import type { Candidate, World } from '#engine/world.js';
import type { Hooks } from '#ports/hooks.js';
import type { VirtualParts } from './virtual-ports.js';
import { never } from './virtual-time.js';

type Tell = (law: string) => void;

/** Rungs that one board may be given by one decider: three climbs of everything that a ladder has, twice each. */
const RUNGS_MOST = 60;

export function virtualHooks(parts: VirtualParts, tell: Tell): Hooks {
  const { time, chaos, crashPoint } = parts;
  const life = time.life;
  return {
    run: async ({ argv }, id): Promise<Result<string, Failure>> => {
      if (life !== time.life || crashPoint()) return await never();
      await time.after(1e9, 'call');
      if (life !== time.life) return await never();
      const board = parts.boards.get(id);
      const [word = ''] = argv;
      if (!board) return err(failure('hook/failed', { board: id }));
      const fails = chaos.strikes('hook-fails');
      if (fails && chaos.stream('hooks').next() < 0.5) return err(failure('hook/failed', { board: id }));
      if (board.isStrangers) tell(`hook ${word} is run on ${id}, which somebody else holds`);
      board.switchPower(word);
      if (crashPoint()) return await never();
      return fails ? err(failure('hook/failed', { board: id })) : ok('');
    },
  };
}

/** What one decider believes of boards, and what it owes them. */
export class Care {
  readonly #tell: Tell;
  readonly #aside = new Set<BoardId>();
  readonly #proved = new Set<BoardId>();
  readonly #rungs = new Map<BoardId, number>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** A new decider: nothing is remembered. */
  begin(): void {
    this.#aside.clear();
    this.#proved.clear();
    this.#rungs.clear();
  }

  admit({ time, boards }: VirtualParts): World['admit'] {
    const life = time.life;
    return async (_, { connections, board }: Candidate): Promise<Recovery> => {
      const connection = await connections.to(board);
      if (!connection.ok) return { kind: 'failed', failure: connection.error };
      await time.after(3e9, 'call');
      if (life !== time.life) return await never();
      if (boards.get(board)?.answers !== true) return { kind: 'failed', failure: failure('board/link-lost', {}) };
      if (boards.get(board)?.isSlow === true) return { kind: 'suspect', failure: failure('board/link-lost', {}) };
      this.#proved.add(board);
      return { kind: 'admitted' };
    };
  }

  recorded(event: Event, intents: readonly Command[]): void {
    if (event.kind === 'recovered' && event.result.kind === 'admitted') {
      if (!this.#proved.delete(event.board)) this.#tell(`${event.board} is admitted without a canary`);
      this.#aside.delete(event.board);
    }
    for (const intent of intents) this.#intended(intent);
  }

  #intended(intent: Command): void {
    if (intent.kind === 'set-aside' && intent.how !== 'silent') this.#aside.add(intent.board);
    if (intent.kind === 'launch' && this.#aside.has(intent.attempt.board)) {
      this.#tell(`${intent.attempt.id} is launched on ${intent.attempt.board}, which is set aside`);
    }
    if (intent.kind !== 'recover') return;
    const rungs = (this.#rungs.get(intent.board) ?? 0) + 1;
    this.#rungs.set(intent.board, rungs);
    if (rungs === RUNGS_MOST) this.#tell(`${intent.board} is tried to be brought back for ever`);
  }
}
