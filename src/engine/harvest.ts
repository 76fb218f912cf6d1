/** After the end of an attempt: what it left on the board becomes files, metrics and an outcome here. */
import { err, ok, type Result } from '#core/result.js';
import type { NewAttempt } from '#domain/attempt.js';
import { environmentOf } from '#domain/board.js';
import type { Evidence, KeptFile } from '#domain/event.js';
import type { Failure } from '#domain/failure.js';
import type { Ending } from '#domain/job.js';
import type { Outcome } from '#domain/outcome.js';
import type { Connection } from './connections.js';
import { harvestAnswer } from './harvest-answer.js';
import { harvestConversion } from './harvest-conversion.js';
import { harvestMeasurement } from './harvest-measurement.js';
import type { HarvesterParts, Scene, WorkHarvest } from './harvest-scene.js';
import { harvestSettings, noSettings } from './harvest-settings.js';
import { interruption, type LastWords } from './judge.js';
import { pieces, type Spool, SpoolFailure } from './spool.js';

export interface Harvest {
  readonly outcome: Outcome;
  readonly evidence: Evidence;
}

/** Of a log, as much of its end as is quoted to people. */
const LAST_WORDS_BYTES = 4096;
const logs = ['stdout', 'stderr'] as const;

export class Harvester {
  readonly #parts: HarvesterParts;

  constructor(parts: HarvesterParts) {
    this.#parts = parts;
  }

  /** An error is a broken link: nothing is known, and the files are read again later. */
  async harvest(connection: Connection, attempt: NewAttempt, ending: Ending): Promise<Result<Harvest, Failure>> {
    const spool: Spool = { session: connection.session, connections: this.#parts.connections, attempt: attempt.id };
    try {
      const { files, words } = await this.#keepLogs(spool, attempt);
      const work = await this.#harvestWork({ connection, attempt, ending, spool, words });
      const { jobs } = this.#parts;
      const asked = jobs.settingsOf(attempt);
      const settings = asked === undefined ? noSettings : await harvestSettings(spool, attempt, asked);
      const environment = environmentOf(attempt.board, jobs.usedBy(attempt, connection.facts), {
        versions: work.versions,
        settings: settings.facts,
      });
      const outcome = interruption(attempt.work, ending) ?? settings.refusal ?? work.outcome;
      const evidence: Evidence = {
        files: [...files, ...work.files],
        metrics: work.metrics,
        environment,
        ...(work.reading ? { reading: work.reading } : {}),
        ...(work.artifact && outcome.kind !== 'failed' && outcome.kind !== 'cancelled'
          ? { artifact: work.artifact }
          : {}),
      };
      return ok({ outcome, evidence });
    } catch (error) {
      if (error instanceof SpoolFailure) return err(error.failure);
      throw error;
    }
  }

  #harvestWork(scene: Scene): Promise<WorkHarvest> {
    const { work } = scene.attempt;
    if (work.kind !== 'conversion') return harvestMeasurement(this.#parts, { ...scene, work });
    const answer = this.#parts.jobs.step(work.step)?.answer;
    return answer
      ? harvestAnswer(this.#parts, { ...scene, work, answer })
      : harvestConversion(this.#parts, { ...scene, work });
  }

  async #keepLogs(spool: Spool, attempt: NewAttempt): Promise<{ files: KeptFile[]; words: LastWords }> {
    const files: KeptFile[] = [];
    const words = { stdout: '', stderr: '' };
    for (const role of logs) {
      // The head of a long log, then what the supervisor kept of its end.
      for (const [file, name] of [
        [role, `${role}.log`],
        [`${role}.tail`, `${role}.tail.log`],
      ] as const) {
        const content = new Remembering(pieces(spool, file));
        const first = await content.next();
        if (first.done) continue;
        files.push(
          await this.#parts.world.files.keep(
            { runSet: this.#parts.runSet, attempt: attempt.id, role, name },
            content.from(first.value),
          ),
        );
        words[role] = content.lastWords();
      }
    }
    return { files, words };
  }
}

/** A stream on its way to a file, of which the end is remembered. */
class Remembering {
  readonly #source: AsyncGenerator<Uint8Array>;
  #tail = new Uint8Array();

  constructor(source: AsyncGenerator<Uint8Array>) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<Uint8Array, unknown>> {
    return this.#source.next();
  }

  async *from(first: Uint8Array): AsyncGenerator<Uint8Array> {
    this.#remember(first);
    yield first;
    for await (const piece of this.#source) {
      this.#remember(piece);
      yield piece;
    }
  }

  lastWords(): string {
    return new TextDecoder().decode(this.#tail).trim();
  }

  #remember(piece: Uint8Array): void {
    const joined = new Uint8Array(this.#tail.length + piece.length);
    joined.set(this.#tail);
    joined.set(piece, this.#tail.length);
    this.#tail = joined.slice(-LAST_WORDS_BYTES);
  }
}
