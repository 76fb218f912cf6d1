/**
 * Makes one environment on a board by the road of measurements: as an attempt, alone under the board's lock, guarded by the
 * supervisor. It is of no run set, and its own record on the board says whether it is whole; what died in the middle is none.
 */
import { digestOfJson } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import { bytes, type Nanoseconds, seconds } from '#core/units.js';
import type { WantedEnvironment } from '#domain/environment.js';
import { type Failure, failure } from '#domain/failure.js';
import type { Ending, Job } from '#domain/job.js';
import type { StoredFile } from '#domain/model.js';
import { type AttemptId, attemptId, type BoardId } from '#domain/names.js';
import { pipRefusal } from '#parse/pip.js';
import type { BoardPython, BoardSession, Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import type { Wheel } from '#ports/wheels.js';

export interface Making {
  readonly clock: Clock;
  readonly board: BoardId;
  readonly session: BoardSession;
  /** `environment.py`, which is put on the board. */
  readonly script: StoredFile;
  readonly limitNs: Nanoseconds;
  readonly signal: AbortSignal;
  /** Told of each line that pip says. */
  readonly says: (line: string) => void;
}

export interface EnvironmentJob {
  readonly wanted: WantedEnvironment;
  readonly python: BoardPython;
  readonly from: 'index' | 'files';
  /** All of them, or pip's own alone. */
  readonly wheels: readonly Wheel[];
}

const CALL_NS = seconds(120);
/** An upload of a large wheel over a slow link. */
const UPLOAD_NS = seconds(1800);
/** pip takes its temporary files away, and the script the half environment. */
const GRACE_NS = seconds(15);
/** How often it is looked at what pip says. */
const LOOK_NS = seconds(1);
const linesMost = bytes(8 * 1024 * 1024);
/** A framework may be of several gigabytes, each file of one at most of these. */
const fileMost = bytes(64 * 1024 ** 3);

export async function makeEnvironment(making: Making, job: EnvironmentJob): Promise<Result<void, Failure>> {
  const { session, board, script } = making;
  const files = [{ name: 'environment.py', file: script }, ...job.wheels];
  for (const { file } of files) {
    const placed = await session.put(file, bound(making, UPLOAD_NS));
    if (!placed.ok) return placed;
    if (placed.value.kind === 'held') return held(board, placed.value.holder);
  }
  const id = prepareId(board, digestOfJson({ board, at: making.clock.wall(), ns: making.clock.monotonicNs() }));
  const launched = await session.launch(jobOf(id, { ...job, files, limitNs: making.limitNs }), bound(making, CALL_NS));
  if (!launched.ok) return launched;
  if (launched.value.kind === 'held') return held(board, launched.value.holder);
  const ended = await follow(making, id);
  // Nobody waits for it any more: it is ended, and takes away what it began.
  if (!ended.ok && making.signal.aborted) await session.stop(id, lastBound(making));
  if (!ended.ok) return ended;
  const words = await wordsOf(making, id);
  const verdict = verdictOn(ended.value, words, { ...making, ...job });
  await session.forget(id, bound(making, CALL_NS));
  return verdict;
}

/** Also its folder on the board, by which what was left there is found again. */
function prepareId(board: BoardId, entropy: string): AttemptId {
  return attemptId(`prepare-${board.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 60)}-${entropy.slice(0, 12)}`);
}

interface Packed extends EnvironmentJob {
  readonly files: Job['files'];
  readonly limitNs: Nanoseconds;
}

function jobOf(attempt: AttemptId, { wanted, python, from, files, limitNs }: Packed): Job {
  const { name, version, packages, alone } = wanted;
  return {
    attempt,
    argv: [python.path, '-I', 'files/environment.py'],
    env: {},
    files,
    document: { protocol: 1, purpose: 'environment', name, version, packages, alone, from },
    // Beside a measurement it would be measured too, and two of them would write into one folder.
    exclusive: true,
    limits: { runNs: limitNs, graceNs: GRACE_NS, messagesBytes: fileMost, logBytes: linesMost },
  };
}

/** Until it has ended; meanwhile what it says is passed on. */
async function follow(making: Making, attempt: AttemptId): Promise<Result<Ending, Failure>> {
  const { session, clock, limitNs, board } = making;
  const deadline = clock.monotonicNs() + limitNs + GRACE_NS + CALL_NS;
  let [heard, rest] = [0, ''];
  for (;;) {
    const seen = await session.wait(attempt, bound(making, LOOK_NS));
    if (!seen.ok) return seen;
    const passage = { attempt, file: 'stdout', from: bytes(heard), max: bytes(65_536) } as const;
    const said = await session.read(passage, bound(making, CALL_NS));
    if (!said.ok) return said;
    heard += said.value.bytes.length;
    const lines = (rest + new TextDecoder().decode(said.value.bytes)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) making.says(line);
    if (seen.value.kind === 'ended') return ok(seen.value.ending);
    if (seen.value.kind === 'absent') return err(failure('attempt/vanished', { board }));
    if (clock.monotonicNs() > deadline) return err(failure('board/link-lost', { board, why: 'deadline' }));
  }
}

/** Of both logs the end, where the reason stands. */
async function wordsOf(making: Making, attempt: AttemptId): Promise<string> {
  let words = '';
  for (const file of ['stdout', 'stdout.tail', 'stderr', 'stderr.tail'] as const) {
    const passage = { attempt, file, from: bytes(0), max: bytes(262_144) };
    const read = await making.session.read(passage, bound(making, CALL_NS));
    if (read.ok) words += `${new TextDecoder().decode(read.value.bytes)}\n`;
  }
  return words;
}

/** As environment.py ends. */
const exits = { noVenv: 10, noPip: 13 } as const;

function verdictOn(
  { reason, exitCode, left }: Ending,
  words: string,
  { board, limitNs, wanted, python }: Making & EnvironmentJob,
): Result<void, Failure> {
  const facts = { board, environment: wanted.name, toolchain: wanted.toolchain };
  if (left === 'left-over') return err(failure('board/left-over', { board }));
  if (reason === 'exited' && exitCode === 0) return ok(undefined);
  if (reason === 'timeout') return err(failure('environment/refused', { ...facts, limitNs }));
  if (exitCode === exits.noPip) return err(failure('environment/no-index', { ...facts, said: 'it has no pip' }));
  if (exitCode !== exits.noVenv) return err(refusalOf(words.trim() === '' ? reason : words, { wanted, python, board }));
  return err(failure('environment/no-venv', { ...facts, python: python.path, said: lastLine(words) }));
}

function lastLine(words: string): string {
  return words.trim().split('\n').at(-1) ?? '';
}

interface Refused extends Pick<EnvironmentJob, 'wanted' | 'python'> {
  readonly board: BoardId;
}

/** In whatever words pip said it, there or here. */
export function refusalOf(words: string, { wanted, python, board }: Refused): Failure {
  const facts = { board, environment: wanted.name, toolchain: wanted.toolchain };
  const refusal = pipRefusal(words);
  switch (refusal.kind) {
    case 'no-space':
      return failure('board/no-space', { board });
    case 'no-index':
      return failure('environment/no-index', { ...facts, said: refusal.said });
    case 'no-wheel': {
      const { version: pythonVersion, arch, glibc } = python;
      const { requirement, versions } = refusal;
      return failure('environment/no-wheel', { ...facts, requirement, versions, pythonVersion, arch, glibc });
    }
    case 'refused':
      return failure('environment/refused', { ...facts, said: refusal.said });
  }
}

function held(board: BoardId, holder: object): { readonly ok: false; readonly error: Failure } {
  return err(failure('board/held', { board, ...holder }));
}

function bound({ clock, signal }: Pick<Making, 'clock' | 'signal'>, lengthNs: Nanoseconds): Bound {
  return { deadline: (clock.monotonicNs() + lengthNs) as Nanoseconds, signal };
}

/** After a cancellation: what cancelled must not cancel this too. */
function lastBound({ clock }: Making): Bound {
  const deadline = (clock.monotonicNs() + GRACE_NS + seconds(10)) as Nanoseconds;
  return { deadline, signal: new AbortController().signal };
}
