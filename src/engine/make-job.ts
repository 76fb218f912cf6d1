/** From an attempt to the job its board is given: artifacts are found by what they are, never by when they were made. */
import { err, ok, type Result } from '#core/result.js';
import { type Nanoseconds, seconds } from '#core/units.js';
import { partOf } from '#domain/accuracy.js';
import type { NewAttempt, Work } from '#domain/attempt.js';
import type { Board, BoardFacts } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Job } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import type { AttemptId, BoardId, CellKey, StepKey } from '#domain/names.js';
import type { AskedSetting, Plan, PlannedStep, RunCell } from '#domain/plan.js';
import type { AttemptRecord } from '#domain/record.js';
import { factsOfStep } from '#domain/step-facts.js';
import type { RunTool } from '#domain/tool.js';
import { answerJob } from '#plan/answer-job.js';
import { buildJob } from '#plan/build-job.js';
import { conversionJob, measurementJob, measurementLimit, shardsNeeded } from '#plan/jobs.js';
import { factsOfRunner } from '#plan/runner-tools.js';
import { hasSettings, withSettings } from '#plan/with-settings.js';
import { Artifacts } from './artifacts.js';
import type { World } from './world.js';

type Measuring = Exclude<Work, { kind: 'conversion' }>;

/** For an attempt whose work the plan no longer has: waited for this long, then asked again. */
const UNPLANNED_NS: Nanoseconds = seconds(3600);

export interface JobMakerParts {
  readonly plan: Plan;
  readonly machines: ReadonlyMap<BoardId, Board>;
  /** What this run set has converted so far. */
  readonly earlier: readonly AttemptRecord[];
}

export class JobMaker {
  readonly #world: World;
  readonly #steps: ReadonlyMap<StepKey, PlannedStep>;
  readonly #cells: ReadonlyMap<CellKey, RunCell>;
  readonly #boards: ReadonlyMap<BoardId, Board>;
  readonly artifacts: Artifacts;

  constructor(world: World, { plan, machines, earlier }: JobMakerParts) {
    this.#world = world;
    this.#boards = machines;
    this.#steps = new Map(plan.steps.map((step) => [step.key, step]));
    this.#cells = new Map(plan.cells.flatMap((cell) => (cell.kind === 'run' ? [[cell.key, cell]] : [])));
    this.artifacts = new Artifacts(world, this.#steps, earlier);
  }

  /** The images that would be sent in shards, unless the board has them. */
  largeSetOf({ work }: NewAttempt): StoredFile | undefined {
    const cell = work.kind === 'conversion' ? undefined : this.#cells.get(work.cell);
    return cell && work.kind !== 'conversion'
      ? shardsNeeded(cell.measurement, purposeOf(work), partOf(work))?.file
      : undefined;
  }

  /** `lies`: the board has that set. */
  async make(attempt: NewAttempt, facts: BoardFacts, lies: boolean): Promise<Result<Job, Failure>> {
    const job = await this.#plain(attempt, facts, lies);
    const board = this.#boards.get(attempt.board);
    const asked = this.settingsOf(attempt);
    if (!job.ok || board === undefined || asked === undefined) return job;
    return withSettings(job.value, board, { asked, script: this.#world.withSettings });
  }

  /** Asked for by the cell; empty: the board is measured as it is. Undefined: the board has no settings. */
  settingsOf({ board, work }: NewAttempt): readonly AskedSetting[] | undefined {
    if (!hasSettings(this.#boards.get(board))) return undefined;
    return work.kind === 'conversion' ? [] : (this.#cells.get(work.cell)?.measurement.settings ?? []);
  }

  async #plain(attempt: NewAttempt, facts: BoardFacts, lies: boolean): Promise<Result<Job, Failure>> {
    const { id, work } = attempt;
    if (work.kind === 'conversion') return await this.#conversion(id, work.step, facts);
    const cell = this.#cells.get(work.cell);
    if (!cell) return err(failure('attempt/vanished', { planned: false }));
    const artifact = await this.#model(cell, facts);
    if (!artifact.ok) return artifact;
    const part = partOf(work);
    const shards = lies ? ok(undefined) : await this.#shards(cell, work);
    if (!shards.ok) return shards;
    return measurementJob({
      attempt: id,
      cell,
      purpose: purposeOf(work),
      artifact: artifact.value,
      facts,
      ...(shards.value ? { shards: shards.value } : {}),
      ...(part ? { part } : {}),
    });
  }

  async #conversion(attempt: AttemptId, key: StepKey, facts: BoardFacts): Promise<Result<Job, Failure>> {
    const step = this.#steps.get(key);
    if (!step) return err(failure('attempt/vanished', { planned: false }));
    if (step.from.kind === 'nothing') return buildJob({ attempt, step, facts });
    const input = step.from.kind === 'source' ? ok(step.from.file) : await this.artifacts.file(step.from.key, facts);
    if (!input.ok) return input;
    const { answer } = step;
    if (answer) {
      const items = await this.#world.files.drawn(answer.items);
      const asked = { attempt, step, answer, model: input.value, facts };
      return items.ok ? answerJob({ ...asked, items: items.value }) : items;
    }
    const shown = step.calibration ? await this.#world.files.drawn(step.calibration) : ok(undefined);
    if (!shown.ok) return shown;
    const given = shown.value ? { calibration: shown.value } : {};
    return conversionJob({ attempt, step, input: input.value, format: this.#formatInto(step), ...given, facts });
  }

  /** Undefined: the images are one file. */
  async #shards(
    { measurement }: RunCell,
    work: Measuring,
  ): Promise<Result<readonly StoredFile[] | undefined, Failure>> {
    const needed = shardsNeeded(measurement, purposeOf(work), partOf(work));
    if (!needed) return ok(undefined);
    return await this.#world.files.shards(needed.file, needed.cut, needed.range);
  }

  limitOf(work: Work): Nanoseconds {
    if (work.kind === 'conversion') return this.#steps.get(work.step)?.limitNs ?? UNPLANNED_NS;
    const cell = this.#cells.get(work.cell);
    return cell ? measurementLimit(cell.measurement, purposeOf(work), partOf(work)) : UNPLANNED_NS;
  }

  /** Of what a board has, what the attempt uses. */
  usedBy({ work }: NewAttempt, facts: BoardFacts): BoardFacts {
    if (work.kind === 'conversion') {
      const step = this.#steps.get(work.step);
      return step ? factsOfStep(step, facts) : facts;
    }
    const cell = this.#cells.get(work.cell);
    return cell ? factsOfRunner(cell.measurement.runner, facts) : facts;
  }

  step(key: StepKey): PlannedStep | undefined {
    return this.#steps.get(key);
  }

  /** Undefined: the plan no longer has the work. */
  measurementOf(work: Measuring): RunCell['measurement'] | undefined {
    return this.#cells.get(work.cell)?.measurement;
  }

  protocolOf(work: Measuring): RunCell['measurement']['protocol'] | undefined {
    return this.#cells.get(work.cell)?.measurement.protocol;
  }

  /** How to read a tool that gives a summary in the place of samples; undefined: the runner speaks the protocol. */
  summaryOf(
    work: Measuring,
  ): { readonly tool: RunTool; readonly asked: RunCell['measurement']['asked']; readonly streams: number } | undefined {
    const measurement = this.#cells.get(work.cell)?.measurement;
    const tool = measurement?.runner.reads;
    if (!measurement || !tool) return undefined;
    return { tool, asked: measurement.asked, streams: measurement.protocol.streams ?? 1 };
  }

  /** Size of what the framework loads. */
  modelBytesOf(work: Measuring, facts: BoardFacts): number | null {
    const route = this.#cells.get(work.cell)?.measurement.route;
    if (!route) return null;
    const last = route.steps.at(-1) ?? route.source.built;
    if (last !== undefined) return this.artifacts.made(last, facts)?.bytes ?? null;
    return route.source.built === undefined ? route.source.bytes : null;
  }

  /** The format of what goes into a step: frameworks tell formats by the names of files. */
  #formatInto(step: PlannedStep): string {
    if (step.from.kind === 'step') return this.#steps.get(step.from.key)?.to.format ?? '';
    for (const { measurement } of this.#cells.values()) {
      if (measurement.route.steps[0] === step.key) return measurement.route.source.format;
    }
    return '';
  }

  async #model(cell: RunCell, facts: BoardFacts): Promise<Result<StoredFile, Failure>> {
    const { source, steps } = cell.measurement.route;
    const last = steps.at(-1);
    if (last !== undefined) return await this.artifacts.file(last, facts);
    return source.built === undefined ? ok(source) : await this.artifacts.file(source.built, facts);
  }
}

function purposeOf(work: Measuring): 'latency' | 'accuracy' {
  return work.kind === 'session' ? 'latency' : 'accuracy';
}
