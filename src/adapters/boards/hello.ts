/** The answer of a supervisor to `hello`: the lock that is used, or what the machine lacks to be a board. */
import { err, ok, type Result } from '#core/result.js';
import { bytes } from '#core/units.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Bound } from '#ports/boards.js';
import { parsePairs } from './answers.js';
import type { Exit, Link } from './link.js';

/** An answer of a few lines. */
const longestAnswer = bytes(16_384);

export interface Told {
  readonly exit: Exit;
  readonly text: string;
}

/** Runs the words and keeps what they say. */
export async function tell(
  link: Link,
  words: readonly string[],
  bound: Bound,
  input: string | null = null,
): Promise<Result<Told, Failure>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const output = (chunk: Uint8Array): boolean => {
    chunks.push(chunk);
    length += chunk.length;
    return length <= longestAnswer;
  };
  const exit = await link.run(words, { input, output }, bound);
  // Read as a whole: a character may come in two pieces.
  return exit.ok ? ok({ exit: exit.value, text: Buffer.concat(chunks).toString('utf8') }) : exit;
}

/** The lock that is used. */
export function parseHello({ exit, text }: Told): Result<string, Failure> {
  const answer = parsePairs(text);
  const [missing, lock] = [answer.get('missing'), answer.get('lock')];
  if (exit.code !== 0 || missing === undefined || lock === undefined || !text.endsWith('\nend\n')) {
    return err(failure('board/unreachable', { said: exit.said }));
  }
  if (missing !== '') return err(failure('board/not-a-board', { missing: missing.split(' ') }));
  return ok(lock);
}
