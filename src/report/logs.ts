/** `logs`: which attempts at a cell, its conversions included, kept which logs. The texts are read by the caller. */
import type { Plan, PlannedCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import { neededBy } from '#domain/route-steps.js';
import { describeOutcome } from '#wording/outcome.js';
import { workOf } from './status.js';

export interface LogsView {
  readonly view: 'logs';
  readonly format: 1;
  readonly runSet: string;
  readonly cell: { readonly key: string; readonly slug: string };
  readonly logs: readonly LogView[];
}

export interface LogView {
  readonly attempt: string;
  readonly work: string;
  readonly try: number;
  readonly outcome: string;
  readonly role: 'stdout' | 'stderr';
  /** Relative to the folder of runs. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface LogsInput {
  readonly runSet: string;
  readonly plan: Plan;
  readonly cell: PlannedCell;
  readonly records: readonly AttemptRecord[];
  /** Only this session. */
  readonly session?: number;
  readonly role?: 'stdout' | 'stderr';
}

export function logsOf(input: LogsInput): LogsView {
  const { cell, plan, session, role } = input;
  const steps = cell.kind === 'run' ? neededBy(cell.measurement.route, plan.steps) : new Set();
  const chosen = input.records.filter(({ work }) => {
    if (session !== undefined) return work.kind === 'session' && work.cell === cell.key && work.ordinal === session;
    return work.kind === 'conversion' ? steps.has(work.step) : work.cell === cell.key;
  });
  const logs = chosen.flatMap((record) =>
    record.files.flatMap((file) => {
      if (file.role !== 'stdout' && file.role !== 'stderr') return [];
      if (role !== undefined && file.role !== role) return [];
      return [
        {
          attempt: record.id,
          work: workOf(record.work, plan),
          try: record.try,
          outcome: describeOutcome(record.outcome),
          role: file.role,
          path: file.path,
          bytes: file.bytes,
          sha256: file.digest,
        },
      ];
    }),
  );
  return { view: 'logs', format: 1, runSet: input.runSet, cell: { key: cell.key, slug: cell.slug }, logs };
}
