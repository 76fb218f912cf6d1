/** `boards ls` and `boards facts`: what is remembered of boards, without asking any. */
import type { Board } from '#domain/board.js';
import type { Canary } from '#domain/canary.js';
import { endpointText, type StoredBoard } from '#domain/stored-board.js';
import { type BoardFactsView, boardFactsView, type CanaryView, canaryView, reasonFor } from './board-facts.js';
import type { Reason } from './reason.js';

export type BoardHealth = 'usable' | 'unusable' | 'suspect' | 'never looked at';

export interface RememberedBoard {
  readonly name: string;
  readonly devices: readonly string[];
  readonly host: string | null;
  readonly transport: 'local' | 'ssh';
  readonly endpoint: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: BoardHealth;
  /** When it last answered. */
  readonly seenAt: string | null;
  /** Why it could not be used when it was last asked. */
  readonly trouble: (Reason & { readonly at: string }) | null;
  readonly canary: (CanaryView & { readonly at: string }) | null;
}

export interface BoardsLsView {
  readonly view: 'boards-ls';
  readonly format: 1;
  readonly inventory: string | null;
  readonly boards: readonly RememberedBoard[];
}

export interface BoardFactsPage {
  readonly view: 'boards-facts';
  readonly format: 1;
  readonly board: RememberedBoard;
  readonly facts: BoardFactsView | null;
}

export interface Memory {
  readonly stored: StoredBoard | undefined;
  readonly canaries: readonly Canary[];
}

export function rememberedBoard(board: Board, { stored, canaries }: Memory): RememberedBoard {
  const canary = lastCanary(canaries);
  const trouble = stored?.trouble ?? null;
  return {
    name: board.id,
    devices: board.devices,
    host: board.host ?? null,
    transport: board.transport.kind,
    endpoint: endpointText(board.transport),
    labels: board.labels ?? {},
    health: healthOf(stored, canary),
    seenAt: stored?.seen?.at ?? null,
    trouble: trouble && { ...reasonFor(trouble.failure), at: trouble.at },
    canary,
  };
}

function healthOf(stored: StoredBoard | undefined, canary: RememberedBoard['canary']): BoardHealth {
  if (stored?.trouble) return 'unusable';
  if (!stored?.seen) return 'never looked at';
  return canary?.verdict === 'suspect' ? 'suspect' : 'usable';
}

/** The last one that came to a verdict. */
function lastCanary(canaries: readonly Canary[]): RememberedBoard['canary'] {
  const end = canaries.flatMap(({ end: one }) => (one?.verdict ? [one] : [])).at(-1);
  return end?.verdict ? { ...canaryView(end.verdict), at: end.at } : null;
}

export function boardFactsPage(board: Board, memory: Memory): BoardFactsPage {
  const seen = memory.stored?.seen;
  return {
    view: 'boards-facts',
    format: 1,
    board: rememberedBoard(board, memory),
    facts: seen ? boardFactsView(seen.facts) : null,
  };
}
