/**
 * One `launch` under way: its first line says whether the attempt has begun, its end brings the attempt's end.
 * The launcher only waits; if it dies, the attempt goes on and is adopted by `wait`.
 */
import { type Deferred, deferred } from '#core/deferred.js';
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound, Launched } from '#ports/boards.js';
import { parseHolder, parseSeen, type Seen } from './answers.js';
import type { Link } from './link.js';

/** State, outcome and at most 64 KiB of small files. */
const longestAnswer = 80_000;
const begun = Buffer.from('begun\n');

export class Launcher {
  readonly launched: Promise<Result<Launched, Failure>>;
  /** Undefined when this launch began nothing or its end was not seen. */
  readonly ended: Promise<Seen | undefined>;
  readonly #first: Deferred<Result<Launched, Failure>> = deferred();

  constructor(link: Link, words: readonly string[], bound: Bound) {
    this.launched = this.#first.promise;
    this.ended = this.#run(link, words, bound);
  }

  async #run(link: Link, words: readonly string[], bound: Bound): Promise<Seen | undefined> {
    const chunks: Buffer[] = [];
    let length = 0;
    const output = (chunk: Uint8Array): boolean => {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (startsWith(chunks, begun)) this.#first.resolve(ok({ kind: 'begun' }));
      return length <= longestAnswer;
    };
    const exit = await link.run(words, { input: null, output }, bound);
    const answer = Buffer.concat(chunks);
    if (answer.subarray(0, begun.length).equals(begun)) {
      this.#first.resolve(ok({ kind: 'begun' }));
      return exit.ok && exit.value.code === 0 ? parseSeen(answer.subarray(begun.length)) : undefined;
    }
    this.#first.resolve(exit.ok ? parseRefusal(answer.toString('utf8'), exit.value.said) : exit);
    return undefined;
  }
}

function startsWith(chunks: readonly Buffer[], start: Buffer): boolean {
  // Normally the first chunk has it; a slow link may split it.
  return Buffer.concat(chunks.slice(0, start.length)).subarray(0, start.length).equals(start);
}

function parseRefusal(text: string, said: string): Result<Launched, Failure> {
  if (text === 'exists\n') return ok({ kind: 'exists' });
  if (text.startsWith('held\n') && text.endsWith('\nend\n')) return ok({ kind: 'held', holder: parseHolder(text) });
  switch (text) {
    case 'refused left-over\n':
      return err(failure('board/left-over'));
    case 'refused no-space\n':
      return err(failure('board/no-space'));
    case 'refused file\n':
      return err(failure('board/file-damaged'));
    case 'refused lock\n':
      return err(failure('board/not-a-board', { missing: ['lock'] }));
    default:
      return err(failure('board/link-lost', { why: 'unreadable', said }));
  }
}
