/**
 * The messages of one session, folded and counted: samples without a gap, kinds in their order, and as many steady
 * samples as the runner says it has done. A runner that stops early gives a session without `done`; that is no broken
 * protocol, and whoever knows how the process ended says what it means.
 */
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Message, SampleKind, Samples } from '#domain/message.js';

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>;

export interface Session {
  readonly hello?: Of<'hello'>;
  readonly loaded?: Of<'loaded'>;
  /** In order; their indices are continuous from 0. */
  readonly samples: readonly Samples[];
  /** The largest that was told; null is unknown. */
  readonly peakRssBytes: number | null;
  readonly warnings: readonly Of<'warning'>[];
  readonly accuracy?: Of<'accuracy'>;
  readonly answers?: Of<'answers'>;
  readonly error?: Of<'error'>;
  readonly done?: Of<'done'>;
}

/** A stable word, not prose. */
export type SessionProblem =
  | 'hello-not-first'
  | 'told-twice'
  | 'before-loaded'
  | 'after-done'
  | 'done-after-error'
  | 'index-gap'
  | 'kind-order'
  | 'unlike-phases'
  | 'unlike-samples'
  | 'no-inference-phase'
  | 'wrong-count';

export function readSession(messages: Iterable<Message>): Result<Session, Failure> {
  const fold = new Fold();
  for (const message of messages) {
    const problem = fold.take(message);
    // One message a line, and `seq` counts from 0.
    if (problem) return err(failure('runner/broken-protocol', { line: message.seq + 1, problem }));
  }
  return ok(fold.session());
}

const rank: Readonly<Record<SampleKind, number>> = { cold: 0, 'warm-up': 1, steady: 2 };

const onlyOnce: ReadonlySet<Message['kind']> = new Set(['hello', 'loaded', 'accuracy', 'answers', 'error', 'done']);
const needLoaded: ReadonlySet<Message['kind']> = new Set(['samples', 'accuracy', 'answers', 'done']);

class Fold {
  readonly #told = new Map<Message['kind'], Message>();
  readonly #samples: Samples[] = [];
  readonly #warnings: Of<'warning'>[] = [];
  readonly #counts: Record<SampleKind, number> = { cold: 0, 'warm-up': 0, steady: 0 };
  #peakRssBytes: number | null = null;

  take(message: Message): SessionProblem | undefined {
    const problem = this.#orderProblem(message) ?? this.#countProblem(message);
    if (problem) return problem;
    if (message.kind === 'samples') this.#keep(message);
    else if (message.kind === 'warning') this.#warnings.push(message);
    else if (message.kind === 'memory') this.#peakRssBytes = Math.max(this.#peakRssBytes ?? 0, message.peakRssBytes);
    this.#told.set(message.kind, message);
    return undefined;
  }

  session(): Session {
    const found: { -readonly [K in keyof Session]?: Session[K] } = {};
    for (const message of this.#told.values()) {
      if (message.kind === 'hello') found.hello = message;
      else if (message.kind === 'loaded') found.loaded = message;
      else if (message.kind === 'accuracy') found.accuracy = message;
      else if (message.kind === 'answers') found.answers = message;
      else if (message.kind === 'error') found.error = message;
      else if (message.kind === 'done') found.done = message;
    }
    return { ...found, samples: this.#samples, warnings: this.#warnings, peakRssBytes: this.#peakRssBytes };
  }

  #orderProblem({ kind, seq }: Message): SessionProblem | undefined {
    // A runner that fails before it can say who it is says that instead.
    if (kind === 'hello' ? seq !== 0 : seq === 0 && kind !== 'error') return 'hello-not-first';
    if (this.#told.has('done')) return 'after-done';
    if (onlyOnce.has(kind) && this.#told.has(kind)) return 'told-twice';
    if (needLoaded.has(kind) && !this.#told.has('loaded')) return 'before-loaded';
    if (kind === 'done' && this.#told.has('error')) return 'done-after-error';
    return undefined;
  }

  #countProblem(message: Message): SessionProblem | undefined {
    if (message.kind === 'samples') return this.#samplesProblem(message);
    if (message.kind !== 'done') return undefined;
    const accuracy = this.#told.get('accuracy');
    // A session of accuracy counts items, and measures nothing.
    const expected = accuracy?.kind === 'accuracy' ? [this.#counts.steady, accuracy.counted] : [this.#counts.steady];
    return expected.includes(message.iterations) ? undefined : 'wrong-count';
  }

  #samplesProblem({ of, first, phases, items, stream }: Samples): SessionProblem | undefined {
    if (first !== this.#counts.cold + this.#counts['warm-up'] + this.#counts.steady) return 'index-gap';
    const last = this.#samples.at(-1);
    if (last && rank[of] < rank[last.of]) return 'kind-order';
    if (!phases.inference) return 'no-inference-phase';
    if (last && phaseKey(last.phases) !== phaseKey(phases)) return 'unlike-phases';
    // A session has one batch, and one number of streams.
    if (last && (last.items !== items || (last.stream === undefined) !== (stream === undefined)))
      return 'unlike-samples';
    return undefined;
  }

  #keep({ of, first, items, startNs, stream, phases }: Samples): void {
    if (startNs.length === 0) return;
    const counted = { ...(items === undefined ? {} : { items }), ...(stream === undefined ? {} : { stream }) };
    this.#samples.push({ of, first, startNs, phases, ...counted });
    this.#counts[of] += startNs.length;
  }
}

function phaseKey(phases: Samples['phases']): string {
  return Object.keys(phases).sort().join();
}

/** All values of one phase over the samples of one kind, in order. */
export function durationsOf(samples: readonly Samples[], kind: SampleKind): readonly number[] {
  return samples.flatMap(({ of, phases }) => (of === kind ? (phases.inference ?? []) : []));
}
