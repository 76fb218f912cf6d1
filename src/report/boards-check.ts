/** `boards check`: what each board answered, and which cells of an experiment could run there. */
import type { Result } from '#core/result.js';
import type { Board, BoardFacts } from '#domain/board.js';
import type { CanaryVerdict } from '#domain/canary.js';
import type { Failure } from '#domain/failure.js';
import type { Plan, PlannedCell } from '#domain/plan.js';
import { endpointText } from '#domain/stored-board.js';
import { type BoardFactsView, boardFactsView, type CanaryView, canaryView, reasonFor } from './board-facts.js';
import type { Reason } from './reason.js';

export interface BoardsCheckView {
  readonly view: 'boards-check';
  readonly format: 1;
  readonly inventory: string | null;
  readonly experiment: string | null;
  /** False: another process writes into the store, and nothing of this is remembered. */
  readonly isKept: boolean;
  readonly boards: readonly CheckedBoardView[];
}

export interface CheckedBoardView {
  readonly name: string;
  readonly transport: 'local' | 'ssh';
  readonly endpoint: string | null;
  readonly state: 'usable' | 'unusable' | 'suspect';
  readonly reason: Reason | null;
  readonly tookNs: number;
  readonly heldBy: string | null;
  readonly facts: BoardFactsView | null;
  readonly canary: CanaryView | null;
  readonly cells: BoardCells | null;
}

/** Of the cells whose device this board offers. */
export interface BoardCells {
  readonly total: number;
  readonly run: number;
  readonly missing: readonly {
    readonly kind: Exclude<PlannedCell['kind'], 'run'>;
    readonly cells: number;
    readonly reason: Reason;
  }[];
}

export interface Answered {
  readonly board: Board;
  readonly found: Result<BoardFacts, Failure>;
  readonly tookNs: number;
  readonly heldBy: string | null;
  readonly canary: Result<CanaryVerdict, Failure> | null;
  /** The plan as if there were no other board; null: no experiment. */
  readonly plan: Plan | null;
}

export function checkedBoardView({ board, found, tookNs, heldBy, canary, plan }: Answered): CheckedBoardView {
  const canaryOf = canary && (canary.ok ? canaryView(canary.value) : failedCanary(canary.error));
  return {
    name: board.id,
    transport: board.transport.kind,
    endpoint: endpointText(board.transport),
    state:
      !found.ok || canaryOf?.verdict === 'failed' ? 'unusable' : canaryOf?.verdict === 'suspect' ? 'suspect' : 'usable',
    reason: found.ok ? null : reasonFor(found.error),
    tookNs,
    heldBy,
    facts: found.ok ? boardFactsView(found.value) : null,
    canary: canaryOf,
    cells: plan && found.ok ? boardCells(board, plan) : null,
  };
}

function failedCanary(failure: Failure): CanaryView {
  return { verdict: 'failed', durationNs: null, usualNs: null, reason: reasonFor(failure) };
}

function boardCells(board: Board, { cells }: Plan): BoardCells {
  const devices: readonly string[] = board.devices;
  const own = cells.filter(({ levels }) => {
    const { device = '', board: wanted } = levels;
    return devices.includes(device) && (wanted === undefined || wanted === board.id);
  });
  const missing = new Map<string, { kind: Exclude<PlannedCell['kind'], 'run'>; cells: number; reason: Reason }>();
  for (const cell of own) {
    if (cell.kind === 'run') continue;
    const reason = reasonFor(cell.because);
    const name = `${cell.kind} ${reason.headline}`;
    const group = missing.get(name) ?? { kind: cell.kind, cells: 0, reason };
    group.cells += 1;
    missing.set(name, group);
  }
  return { total: own.length, run: own.filter(({ kind }) => kind === 'run').length, missing: [...missing.values()] };
}
