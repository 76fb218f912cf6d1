/** A connected local board for one test, and the few moves that most tests make. */
import { bytes, type Nanoseconds } from '#core/units.js';
import type { Ending, Job, SpoolFile } from '#domain/job.js';
import { attemptId } from '#domain/names.js';
import type { BoardSession, Launched } from '#ports/boards.js';
import { LocalRig, type Shell } from './local-rig.js';
import { within } from './rig.js';

export class Stage implements AsyncDisposable {
  readonly rig: LocalRig;
  readonly session: BoardSession;

  private constructor(rig: LocalRig, session: BoardSession) {
    this.rig = rig;
    this.session = session;
  }

  static async open(shell?: Shell, watchNs?: Nanoseconds): Promise<Stage> {
    const rig = new LocalRig(shell, watchNs);
    try {
      return new Stage(rig, await connected(rig));
    } catch (error) {
      await rig[Symbol.asyncDispose]();
      throw error;
    }
  }

  async launch(job: Job): Promise<Launched['kind']> {
    const launched = await this.session.launch(job, within(this.rig.clock));
    if (!launched.ok) throw new Error(JSON.stringify(launched.error));
    return launched.value.kind;
  }

  async end(attempt: string): Promise<Ending> {
    const seen = await this.session.wait(attemptId(attempt), within(this.rig.clock));
    if (!seen.ok || seen.value.kind !== 'ended') throw new Error(JSON.stringify(seen));
    return seen.value.ending;
  }

  async text(attempt: string, file: SpoolFile, max = 1_000_000): Promise<string> {
    const passage = { attempt: attemptId(attempt), file, from: bytes(0), max: bytes(max) };
    const chunk = await this.session.read(passage, within(this.rig.clock));
    if (!chunk.ok) throw new Error(JSON.stringify(chunk.error));
    return Buffer.from(chunk.value.bytes).toString('utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}

export async function connected(rig: LocalRig): Promise<BoardSession> {
  const session = await rig.connector.connect(rig.board, within(rig.clock));
  if (!session.ok) throw new Error(JSON.stringify(session.error));
  return session.value;
}
