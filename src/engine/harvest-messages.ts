/** The messages file of an attempt, folded as they come; a protocol that was broken says where. */
import { err, type Result } from '#core/result.js';
import type { Failure } from '#domain/failure.js';
import type { Message } from '#domain/message.js';
import { createMessageReader } from '#parse/messages.js';
import { readSession, type Session } from '#parse/session.js';
import { pieces, type Spool } from './spool.js';

export async function readMessages(spool: Spool): Promise<Result<Session, Failure>> {
  const reader = createMessageReader();
  const messages: Message[] = [];
  for await (const piece of pieces(spool, 'messages')) {
    const some = reader.push(piece);
    if (!some.ok) return err(some.error.failure);
    for (const message of some.value) messages.push(message);
  }
  return readSession(messages);
}
