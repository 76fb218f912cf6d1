/** Reading an attempt's files back from its board, by offset and in bounded pieces. */
import { type Bytes, bytes, seconds } from '#core/units.js';
import type { Failure } from '#domain/failure.js';
import type { SpoolFile } from '#domain/job.js';
import type { AttemptId } from '#domain/names.js';
import type { BoardSession } from '#ports/boards.js';
import type { Connections } from './connections.js';

const PIECE: Bytes = bytes(1024 * 1024);
const READ_NS = seconds(60);

/** A link that broke while reading: thrown inside a stream, where no Result can pass, and caught by the harvest alone. */
export class SpoolFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

export interface Spool {
  readonly session: BoardSession;
  readonly connections: Connections;
  readonly attempt: AttemptId;
}

export async function* pieces(spool: Spool, file: SpoolFile): AsyncGenerator<Uint8Array> {
  const { session, connections, attempt } = spool;
  for (let from = bytes(0); ; ) {
    const chunk = await session.read({ attempt, file, from, max: PIECE }, connections.bound(READ_NS));
    if (!chunk.ok) throw new SpoolFailure(chunk.error);
    if (chunk.value.bytes.length > 0) yield chunk.value.bytes;
    if (chunk.value.end) return;
    from = bytes(from + chunk.value.bytes.length);
  }
}
