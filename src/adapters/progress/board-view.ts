/**
 * The live view on a terminal: one line for the whole, one per board with what it does now. listr2 only draws: each of
 * its tasks waits on a promise that this view settles. Drawn once a second and not by a spinner's timer, which would
 * redraw ten times as often: the board that measures may be the machine that draws.
 */
import { type DefaultRenderer, Listr, type ListrTask } from 'listr2';
import { type Deferred, deferred } from '#core/deferred.js';
import type { Command, Event } from '#domain/event.js';
import type { AttemptId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import type { RunSet } from '#domain/run-set.js';
import { boardWords, countsWords, noticeWords, untilWords } from '#wording/progress.js';
import { RunProgress } from './run-progress.js';
import type { ProgressView, ViewContext } from './view.js';

const redrawMs = 1000;
/** Endings that stay in sight while the run goes on; all of them are in the store. */
const recentLines = 5;
const showCursor = '\u001b[?25h';

/** The two settable texts of a listr2 task. */
interface Line {
  title: string;
  output: string;
}

export function createBoardView(context: ViewContext): ProgressView {
  return new BoardView(context);
}

class BoardView implements ProgressView {
  readonly #context: ViewContext;
  #progress = RunProgress.none();
  #drawing:
    | { readonly whole: Deferred<undefined>; readonly done: Promise<unknown>; readonly timer: NodeJS.Timeout }
    | undefined;
  readonly #lines = new Map<string, Line>();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  started(runSet: RunSet, plan: Plan): void {
    this.#progress = new RunProgress(plan, this.#context.earlier(runSet.id));
    const whole = deferred<undefined>();
    const line = (name: string, title: string, outputBar: number): ListrTask<unknown, typeof DefaultRenderer> => ({
      title,
      task: (_, task) => {
        this.#lines.set(name, task);
        return whole.promise;
      },
      rendererOptions: { outputBar },
    });
    const tasks = [
      line('', this.#wholeTitle(), recentLines),
      ...this.#progress.boards.map((id) => line(id, this.#boardTitle(id), 1)),
    ];
    const list = new Listr<unknown, typeof DefaultRenderer>(tasks, {
      concurrent: true,
      exitOnError: false,
      // Ctrl-C is an event for the schedule and not the end of the drawing.
      registerSignalListeners: false,
      rendererOptions: { lazy: true, clearOutput: true, formatOutput: 'truncate' },
    });
    process.once('exit', this.#restore);
    this.#drawing = { whole, done: list.run(), timer: setInterval(() => this.#draw(), redrawMs).unref() };
  }

  happened(event: Event, commands: readonly Command[]): void {
    for (const words of this.#progress.tell(event, commands).map(noticeWords)) {
      if (words !== undefined) this.note(words);
    }
  }

  beat(attempt: AttemptId, text: string): void {
    this.#progress.beat(attempt, text);
  }

  note(text: string): void {
    const line = this.#lines.get('');
    if (line) line.output = text;
    else this.#context.err.write(`${text}\n`);
  }

  async close(): Promise<void> {
    if (!this.#drawing) return;
    const { whole, done, timer } = this.#drawing;
    this.#drawing = undefined;
    clearInterval(timer);
    whole.resolve(undefined);
    await done;
    this.#lines.clear();
    process.off('exit', this.#restore);
  }

  #draw(): void {
    for (const [name, line] of this.#lines) line.title = name === '' ? this.#wholeTitle() : this.#boardTitle(name);
  }

  #wholeTitle(): string {
    const { until } = this.#context;
    const counts = countsWords(this.#progress.counts(), this.#progress.etaNs());
    return until ? `${counts} · ${untilWords(until.shown)}` : counts;
  }

  #boardTitle(board: string): string {
    const now = this.#progress.now(board);
    return boardWords(board, now?.doing, now?.beat ?? null);
  }

  /** listr2 hides the cursor; a third Ctrl-C leaves without ending it. */
  readonly #restore = (): void => {
    this.#context.out.write(showCursor);
  };
}
