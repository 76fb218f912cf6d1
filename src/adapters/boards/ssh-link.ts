/** The link to a board by SSH: each call is one command on a channel of its own of a connection that many calls share. */
import { err, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { Frame } from './frame.js';
import type { Exit, Link, LinkStreams } from './link.js';
import { commandLine } from './quote.js';
import { converse } from './ssh-call.js';
import type { CallKind } from './ssh-connection.js';
import type { Lease } from './ssh-pool.js';

export interface SshLinkOptions {
  /** Released with the link. */
  readonly lease: Lease;
  readonly clock: Clock;
  /** What comes before the words of each call: shell, script and its folders. */
  readonly prefix: readonly string[];
  /** Comes before all that a command says; nothing that a board prints by itself. */
  readonly mark: string;
  /** Told of each call what the login cost before its first word. */
  readonly onLogin?: (login: { readonly noiseBytes: number; readonly answerNs: number }) => void;
}

const kinds: Readonly<Record<string, CallKind>> = { launch: 'held', wait: 'held', look: 'control', stop: 'control' };

export class SshLink implements Link {
  readonly #options: SshLinkOptions;
  readonly #closing = new AbortController();
  readonly #calls = new Set<Promise<unknown>>();

  constructor(options: SshLinkOptions) {
    this.#options = options;
  }

  run(words: readonly string[], streams: LinkStreams, bound: Bound): Promise<Result<Exit, Failure>> {
    const call = this.#run(words, streams, bound);
    this.#calls.add(call);
    void call.finally(() => this.#calls.delete(call));
    return call;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#calls);
    await this.#options.lease.release();
  }

  async #run(words: readonly string[], streams: LinkStreams, bound: Bound): Promise<Result<Exit, Failure>> {
    const { prefix, mark, lease, clock, onLogin } = this.#options;
    const line = commandLine([...prefix, ...words], `printf %s ${mark}; `);
    if (line === undefined) return err(failure('attempt/not-started', { word: 'characters' }));
    const signal = AbortSignal.any([bound.signal, this.#closing.signal]);
    if (signal.aborted) return err(failure('board/link-lost', { why: 'cancelled' }));
    const own = { deadline: bound.deadline, signal };
    const asked = clock.monotonicNs();
    const opened = await lease.trunk.open(line, kinds[words[0] ?? ''] ?? 'short', own);
    if (!opened.ok) return opened;
    const frame = new Frame(mark, (noiseBytes) => onLogin?.({ noiseBytes, answerNs: clock.monotonicNs() - asked }));
    return converse(opened.value, { streams, frame, bound: own, clock });
  }
}
