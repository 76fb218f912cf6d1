/** One JSON object per line on stdout (schemas/event.schema.json): for programs that watch a run. */
import type { Nanoseconds } from '#core/units.js';
import type { Attempt } from '#domain/attempt.js';
import type { Command, Event } from '#domain/event.js';
import type { AttemptId, RunSetId } from '#domain/names.js';
import type { Notice } from '#domain/notice.js';
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import { visibleJson } from '#wording/control.js';
import { RunProgress } from './run-progress.js';
import type { ProgressView, ViewContext, ViewEnd } from './view.js';

export function createJsonView({ earlier, until, out, err }: ViewContext): ProgressView {
  let progress = RunProgress.none();
  const write = (line: object): void => void out.write(`${visibleJson(JSON.stringify({ format: 1, ...line }))}\n`);
  return {
    started(runSet: RunSet, plan: Plan): void {
      const attempts: readonly Attempt[] = earlier(runSet.id);
      progress = new RunProgress(plan, attempts);
      write({ ...startedLine(runSet.id, plan, progress), until: until?.wall ?? null });
    },
    happened(event: Event, commands: readonly Command[]): void {
      for (const notice of progress.tell(event, commands))
        write({ atNs: event.at, ...noticeLine(notice), steps: progress.counts() });
    },
    beat(attempt: AttemptId, text: string): void {
      write({ kind: 'beat', attempt, board: progress.doing(attempt).board, text });
    },
    // Remarks are for people: stdout stays a stream of events.
    note: (text) => void err.write(`${text}\n`),
    close(end?: ViewEnd): Promise<void> {
      if (end) write({ kind: 'finished', ...end, steps: progress.counts() });
      return Promise.resolve();
    },
  };
}

function startedLine(runSet: RunSetId, plan: Plan, progress: RunProgress): object {
  const cells = { run: 0, 'not-applicable': 0, unsupported: 0, unavailable: 0, excluded: 0 };
  for (const cell of plan.cells) cells[cell.kind] += 1;
  for (const rule of plan.excluded) cells.excluded += rule.cells;
  const estimateNs: Nanoseconds = plan.estimateNs;
  const { experiment, seed } = plan;
  return {
    kind: 'started',
    runSet,
    experiment,
    seed,
    cells,
    boards: progress.boards,
    estimateNs,
    steps: progress.counts(),
  };
}

function noticeLine(notice: Notice): object {
  if (notice.kind !== 'ended') return notice;
  const { evidence, ...rest } = notice;
  return {
    ...rest,
    metrics: evidence.metrics,
    files: evidence.files,
    environment: evidence.environment?.digest ?? null,
    artifact: evidence.artifact ?? null,
  };
}
