/** Plain lines on stderr, for logs and pipes: one per ended attempt, nothing that moves, no escape sequence. */
import type { Command, Event } from '#domain/event.js';
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import { noticeWords, shareWords, untilWords } from '#wording/progress.js';
import { RunProgress } from './run-progress.js';
import type { ProgressView, ViewContext } from './view.js';

export function createLinesView({ earlier, until, err }: ViewContext): ProgressView {
  let progress = RunProgress.none();
  let counted = false;
  const write = (line: string): void => void err.write(`${line}\n`);
  return {
    started(runSet: RunSet, plan: Plan): void {
      progress = new RunProgress(plan, earlier(runSet.id));
      counted = true;
      if (until) write(untilWords(until.shown));
    },
    happened(event: Event, commands: readonly Command[]): void {
      for (const words of progress.tell(event, commands).map(noticeWords))
        if (words !== undefined) write(counted ? `[${shareWords(progress.counts())}] ${words}` : words);
    },
    beat(): void {
      // Signs of life would fill a log.
    },
    note: write,
    close: () => Promise.resolve(),
  };
}
