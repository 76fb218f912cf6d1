/**
 * All work that a plan implies, in the order in which it is begun when nothing goes wrong. One order for `plan`, for the
 * estimate and for the schedule. Rounds: every cell has its first session before any has its second, so that a night
 * that ends early has something of everything; a new shuffle for each round, so that no cell always follows the same one.
 * Within a round, cells that ask for the same costly settings of the board follow one another.
 */
import { byCodeUnit } from '#core/canonical-json.js';
import { randomStream, shuffled } from '#core/random.js';
import { accuracyWorks } from './accuracy.js';
import type { Work } from './attempt.js';
import type { Plan, RunCell } from './plan.js';

export function worksOf(plan: Plan): Work[] {
  const cells = plan.cells.filter((cell): cell is RunCell => cell.kind === 'run');
  const works: Work[] = [];
  for (const step of plan.steps) {
    if (step.cache.kind === 'miss' || step.cache.kind === 'unknown') works.push({ kind: 'conversion', step: step.key });
  }
  const rounds = cells.reduce((most, cell) => Math.max(most, cell.sessions), 0);
  for (let ordinal = 1; ordinal <= rounds; ordinal++) {
    const shuffledRound = shuffled(
      cells.filter((cell) => cell.sessions >= ordinal),
      randomStream(plan.seed, `order/${ordinal}`),
    );
    const round = grouped(shuffledRound, ordinal);
    for (const cell of round) {
      works.push({ kind: 'session', cell: cell.key, ordinal, fingerprint: cell.measurement.fingerprint });
    }
    if (ordinal === 1) works.push(...accuracyOf(round));
  }
  return works;
}

/** After the first round: a killed night has both latency and accuracy of each cell it reached. */
function accuracyOf(cells: readonly RunCell[]): Work[] {
  return cells.flatMap(accuracyWorks);
}

/** In the order of their values; every second round the other way, so that it begins with the value of the last one. */
function grouped(round: readonly RunCell[], ordinal: number): readonly RunCell[] {
  const groups = new Map<string, RunCell[]>();
  for (const cell of round) {
    const name = costlySettings(cell);
    const group = groups.get(name);
    if (group) group.push(cell);
    else groups.set(name, [cell]);
  }
  if (groups.size < 2) return round;
  const names = [...groups.keys()].sort(byCodeUnit);
  return (ordinal % 2 === 1 ? names : names.reverse()).flatMap((name) => groups.get(name) ?? []);
}

function costlySettings({ measurement: { settings = [] } }: RunCell): string {
  return settings.flatMap(({ name, value, cost }) => (cost === 'none' ? [] : `${name}=${value}`)).join();
}
