/** `cache why`: of an artifact what it was made of, of a cell what each of its steps wants and which artifact comes nearest. */
import type { Digest } from '#core/digest.js';
import { neededBy } from '#domain/route-steps.js';
import { cacheEntries } from '#engine/cache.js';
import { differences, type Ingredients, ingredientsOf } from '#plan/ingredients.js';
import type { WhyView } from '#report/cache-why.js';
import { cacheStateWords, describeNoArtifact } from '#wording/cache.js';
import { UserMistake } from './output.js';
import type { Reading } from './reading.js';
import { selectCell } from './select-cell.js';
import { selectRun } from './select-run.js';

type Step = WhyView['steps'][number];
type Entry = ReturnType<typeof cacheEntries>[number];

export function whyOf({ reader }: Pick<Reading, 'reader'>, word: string): WhyView {
  const entries = cacheEntries(reader);
  const named = /^[0-9a-f]{4,64}$/.test(word)
    ? entries.filter(({ key, made }) => key.startsWith(word) || (made.kind === 'bytes' && made.digest.startsWith(word)))
    : [];
  if (named.length > 0) return view(named.map(ofEntry));
  const runSet = selectRun(reader.runSets(), undefined);
  const plan = reader.plan(runSet.id);
  if (!/[^0-9a-f]/.test(word) && !plan.cells.some(({ key }) => key.startsWith(word)))
    throw new UserMistake(describeNoArtifact(word));
  const cell = selectCell(plan.cells, word);
  if (cell.kind !== 'run') return view([]);
  const needed = neededBy(cell.measurement.route, plan.steps);
  return view(plan.steps.filter(({ key }) => needed.has(key)).map((step) => ofStep(step, plan.steps, entries)));
}

function view(steps: readonly Step[]): WhyView {
  return { view: 'cache-why', format: 1, steps };
}

function ofEntry(entry: Entry): Step {
  const ingredients = madeOf(entry);
  return {
    title: entry.planned ? `${entry.planned.toolchain} ${entry.planned.conversion}` : entry.key,
    state: stateOf(entry),
    key: entry.key,
    ingredients: listed(ingredients ?? new Map()),
    nearest: null,
  };
}

function madeOf({ planned, input, version }: Entry): Ingredients | undefined {
  return planned ? ingredientsOf({ step: planned, input, version }) : undefined;
}

type Planned = Parameters<typeof ingredientsOf>[0]['step'];

function ofStep(step: Planned, steps: readonly Planned[], entries: readonly Entry[]): Step {
  const own = entries.find((entry) => entry.step === step.key);
  const { input, source } = inputOf(step, steps, entries);
  const wanted = ingredientsOf({ step, input, version: own?.version ?? null });
  return {
    title: `${step.toolchain} ${step.conversion} of ${source} to ${step.to.format} ${step.to.precision}`,
    state: own ? stateOf(own) : cacheStateWords(step.cache.kind, null, null),
    key: own?.key ?? null,
    ingredients: listed(wanted),
    nearest: own ? null : nearest(wanted, entries),
  };
}

function stateOf({ made, board, madeAt }: Entry): string {
  return cacheStateWords(made.kind === 'bytes' ? 'made' : 'refused', board, madeAt);
}

function inputOf(
  { from }: Planned,
  steps: readonly Planned[],
  entries: readonly Entry[],
): { readonly input: Digest | null; readonly source: string } {
  if (from.kind === 'source') return { input: from.file.digest, source: from.file.name };
  if (from.kind === 'nothing') return { input: from.digest, source: from.name };
  const made = entries.flatMap((entry) => (entry.step === from.key && entry.made.kind === 'bytes' ? entry.made : []));
  const before = steps.find(({ key }) => key === from.key);
  return { input: made[0]?.digest ?? null, source: before ? `what ${before.conversion} gives` : '' };
}

/** The one with the fewest differences; of equal ones the one used last. What has nothing in common is not near. */
function nearest(wanted: Ingredients, entries: readonly Entry[]): Step['nearest'] {
  const compared = entries.flatMap((entry) => {
    const made = madeOf(entry);
    return made?.get('conversion') === wanted.get('conversion')
      ? [{ key: entry.key, differs: differences(wanted, made ?? new Map()) }]
      : [];
  });
  const [first, ...rest] = compared;
  return first ? rest.reduce((best, one) => (one.differs.length < best.differs.length ? one : best), first) : null;
}

function listed(ingredients: Ingredients): Step['ingredients'] {
  return [...ingredients].map(([name, value]) => ({ name, value }));
}
