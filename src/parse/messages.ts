/**
 * The messages file of a runner, as it grows: bytes in, typed messages or the first place where the protocol is broken.
 * Law: hostile until parsed. Only complete lines count; lines, arrays and texts are bounded; after a failure nothing more
 * is read, because what follows a broken line cannot be placed.
 */
import { err, ok, type Result } from '#core/result.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Message } from '#domain/message.js';
import { Fields, isObject, type Located, type Problem } from './fields.js';
import { createLineSplitter } from './lines.js';
import { messageBody } from './message-body.js';

export interface MessageReader {
  /** The messages completed by these bytes. On failure, earlier ones of the same bytes are in `before`. */
  push(bytes: Uint8Array): Result<readonly Message[], BrokenProtocol>;
  /** Bytes of a last line that is not complete: ignored, and at the end of a session a sign of a runner cut short. */
  pendingBytes(): number;
}

export interface BrokenProtocol {
  readonly failure: Failure;
  readonly before: readonly Message[];
}

/** A full message of samples: 131,072 of four phases of 17 digits are some 9 MB. */
const defaultMaxLineBytes = 12 * 1024 * 1024;

export function createMessageReader(maxLineBytes: number = defaultMaxLineBytes): MessageReader {
  const splitter = createLineSplitter(maxLineBytes);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 0;
  let broken: Failure | undefined;
  return {
    push: (bytes) => {
      const messages: Message[] = [];
      if (broken) return err({ failure: broken, before: messages });
      const { lines, tooLong } = splitter.push(bytes);
      for (const raw of lines) {
        line += 1;
        const parsed = parseLine(raw, utf8, line - 1);
        if (!parsed.ok) {
          broken = brokenAt(line, parsed.error);
          return err({ failure: broken, before: messages });
        }
        messages.push(parsed.value);
      }
      if (!tooLong) return ok(messages);
      broken = brokenAt(line + 1, { problem: 'line-too-long', member: '' });
      return err({ failure: broken, before: messages });
    },
    pendingBytes: () => splitter.pendingBytes(),
  };
}

/** One message a line: `seq` counts from 0, hence is the number of the line less one. */
function parseLine(
  raw: Uint8Array,
  utf8: InstanceType<typeof TextDecoder>,
  expectedSeq: number,
): Result<Message, Located> {
  const json = jsonOf(raw, utf8);
  if (!json.ok) return err({ problem: json.error, member: '' });
  if (!isObject(json.value)) return err({ problem: 'not-an-object', member: '' });
  const fields = new Fields(json.value);
  const seq = fields.integer('seq');
  if (seq !== expectedSeq) fields.fail('seq-gap', 'seq');
  const body = messageBody(fields);
  return body ? ok({ seq, ...body }) : err(fields.problem ?? { problem: 'unknown-kind', member: 'kind' });
}

function jsonOf(raw: Uint8Array, utf8: InstanceType<typeof TextDecoder>): Result<unknown, Problem> {
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch {
    return err('not-utf8');
  }
  try {
    return ok(JSON.parse(text));
  } catch {
    return err('not-json');
  }
}

/** `line` counts from 1. */
function brokenAt(line: number, { problem, member }: Located): Failure {
  return failure('runner/broken-protocol', { line, problem, ...(member === '' ? {} : { member }) });
}
