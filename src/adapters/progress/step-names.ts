/** From identities to the words people know: which cell, which conversion, which session of how many. */
import { type Parts, partOf } from '#domain/accuracy.js';
import type { NewAttempt, Work } from '#domain/attempt.js';
import type { AttemptId } from '#domain/names.js';
import type { Doing } from '#domain/notice.js';
import type { Plan } from '#domain/plan.js';

export class StepNames {
  readonly #cells = new Map<
    string,
    { readonly slug: string; readonly sessions: number; readonly fingerprint: string; readonly parts: Parts }
  >();
  readonly #steps = new Map<string, string>();

  constructor(plan: Plan) {
    for (const step of plan.steps)
      this.#steps.set(step.key, `${step.toolchain} ${step.conversion} to ${step.to.precision}`);
    for (const cell of plan.cells) {
      if (cell.kind !== 'run') continue;
      const { fingerprint, accuracy } = cell.measurement;
      this.#cells.set(cell.key, { slug: cell.slug, sessions: cell.sessions, fingerprint, parts: accuracy?.parts });
    }
  }

  /** Attempts of another recipe, or of a cell that the plan no longer has, are history. */
  isCurrent(work: Work): boolean {
    return work.kind === 'conversion'
      ? this.#steps.has(work.step)
      : this.#cells.get(work.cell)?.fingerprint === work.fingerprint;
  }

  doing(attempt: AttemptId, known: NewAttempt | undefined): Doing {
    if (known === undefined) {
      return { attempt, kind: 'unknown', slug: attempt, ordinal: null, of: null, board: null, try: 1 };
    }
    const { work } = known;
    const cell = work.kind === 'conversion' ? undefined : this.#cells.get(work.cell);
    const slug = work.kind === 'conversion' ? this.#steps.get(work.step) : cell?.slug;
    return {
      attempt,
      kind: work.kind,
      slug: slug ?? attempt,
      ...placeAmong(work, cell),
      board: known.board,
      try: known.try,
    };
  }
}

/** Which one of how many: of sessions, and of the parts of accuracy. */
function placeAmong(
  work: Work,
  cell: { readonly sessions: number; readonly parts: Parts } | undefined,
): Pick<Doing, 'ordinal' | 'of'> {
  if (work.kind === 'session') return { ordinal: work.ordinal, of: cell?.sessions ?? null };
  const at = partOf(work) && cell?.parts?.findIndex(({ from }) => from === partOf(work)?.from);
  return at === undefined || at < 0
    ? { ordinal: null, of: null }
    : { ordinal: at + 1, of: cell?.parts?.length ?? null };
}
