/** `explain CELL` as text. */
import type { Protocol } from '#domain/experiment.js';
import { visible } from '#wording/control.js';
import { byteCount, elapsed, plural } from '#wording/quantity.js';
import { alternativeWords, cacheWords, placeWords } from '#wording/route.js';
import { plain, table, wrap } from '#wording/table.js';
import { checkLines } from './check-text.js';
import type { ExplainView, RecipeView, RouteStep } from './explain.js';
import { labelLines } from './run-head-text.js';
import type { TextOptions } from './status-text.js';

export function explainText(view: ExplainView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const { cell, reason } = view;
  const levels = Object.entries(cell.levels).map(([axis, level]) => `${visible(axis)} ${visible(level)}`);
  return [
    paint('title', visible(cell.slug)),
    ...wrap(`cell ${cell.key.slice(0, 12)}: ${levels.join(', ')}`, options.width, 2),
    `run set ${visible(view.runSet.id)}`,
    ...labelLines(view.runSet, options.width),
    '',
    view.standing,
    ...(reason
      ? [
          ...wrap(`  ${visible(reason.headline)}`, options.width, 4),
          ...wrap(`  → ${visible(reason.hint)}`, options.width, 4),
        ]
      : []),
    ...wrap(`${again[view.resume.again]}: ${visible(view.resume.why)}`, options.width, 2),
    ...(view.recipe ? ['', ...recipeLines(view.recipe, options)] : ['', 'no recipe: the plan does not run this cell']),
    ...earlierLines(view),
  ];
}

const again = { yes: '`resume` runs it', 'if-asked': '`resume` leaves it', no: '`resume` leaves it' } as const;

function recipeLines(recipe: RecipeView, options: TextOptions): readonly string[] {
  const parts = recipe.parts.map(({ name, digest, means }) => [name, digest.slice(0, 12), means]);
  return [
    `fingerprint ${recipe.fingerprint}`,
    ...table([{ title: 'part' }, { title: 'digest' }, { title: 'stands for' }], parts, { ...options, indent: '  ' })
      .lines,
    '',
    'route',
    `  source ${visible(recipe.source.name)}: ${visible(recipe.source.format)} ${visible(recipe.source.precision)}${bytesWords(recipe.source)}`,
    ...recipe.route.flatMap((step) => stepLines(step, options)),
    ...(recipe.check === null ? ['  loaded as it is: no conversion'] : []),
    ...(recipe.check ? checkLines(recipe.check, options) : []),
    ...alternativeLines(recipe, options),
    '',
    ...askedLines(recipe, options),
  ];
}

function bytesWords({ bytes, sha256 }: RecipeView['source']): string {
  return bytes === null || sha256 === null ? ', not built yet' : `, ${byteCount(bytes)}, sha256 ${sha256.slice(0, 12)}`;
}

function askedLines(recipe: RecipeView, { width }: TextOptions): readonly string[] {
  const { asked, runner, protocol } = recipe;
  const set = Object.entries(runner.options).map(([name, value]) => `${visible(name)} ${visible(value)}`);
  const measured = [plural(recipe.sessions, 'session'), ...courseWords(protocol)];
  return [
    `asked      provider ${visible(asked.provider)}, unit ${visible(asked.unit)}, arithmetic ${visible(asked.arithmetic)}`,
    ...wrap(
      `runner     ${visible(runner.name)} of ${visible(runner.toolchain)}${set.length > 0 ? `, ${set.join(', ')}` : ''}`,
      width,
      11,
    ),
    ...wrap(`boards     ${recipe.boards.map(visible).join(', ') || 'none'}`, width, 11),
    ...wrap(`measured   ${measured.join(', ')}`, width, 11),
  ];
}

function courseWords({
  warmup,
  iterations,
  durationMinNs,
  durationTargetNs,
  batch,
  streams,
}: Protocol): readonly string[] {
  const least = plural(iterations.min, 'iteration');
  return [
    durationTargetNs === undefined
      ? `at least ${least} and ${elapsed(durationMinNs)}`
      : `${elapsed(durationTargetNs)} and at least ${least}`,
    `after ${warmup.iterations} to warm up`,
    ...(warmup.pauseNs === undefined ? [] : [`and a pause of ${elapsed(warmup.pauseNs)}`]),
    ...(batch === undefined ? [] : [`${batch} items in each`]),
    ...(streams === undefined ? [] : [`${streams} in flight`]),
  ];
}

function stepLines(step: RouteStep, { width }: TextOptions): readonly string[] {
  const made = step.artifact
    ? `; made: ${byteCount(step.artifact.bytes)}, sha256 ${step.artifact.sha256.slice(0, 12)}`
    : '; not made';
  const cache = cacheWords({ ...step, cache: step.planned });
  const line = `  → ${visible(step.conversion)} of ${visible(step.toolchain)} to ${visible(step.to.format)} ${visible(step.to.precision)}, by ${visible(step.tool)} on ${placeWords(step)}`;
  return [
    ...wrap(line, width, 6),
    ...wrap(`      when planned ${cache}${made}`, width, 8),
    ...(step.said ? wrap(`      ${step.said.caution ? 'caution: ' : ''}${step.said.words}`, width, 8) : []),
    ...(step.refusal ? wrap(`      ${visible(step.refusal.headline)}`, width, 8) : []),
  ];
}

function alternativeLines({ alternatives }: RecipeView, { width }: TextOptions): readonly string[] {
  return alternatives.flatMap((each) => wrap(`  not taken: ${alternativeWords(each)}`, width, 6));
}

function earlierLines({ earlier, recipe }: ExplainView): readonly string[] {
  if (!earlier) return [];
  if (earlier.fingerprint === null || !recipe) {
    return ['', `in ${visible(earlier.runSet)} it was not planned to run: nothing to compare with`];
  }
  const parts = earlier.differingParts;
  if (parts.length === 0) return ['', `same recipe as in ${visible(earlier.runSet)}`];
  return ['', `differs from ${visible(earlier.runSet)} in ${parts.join(', ')}`];
}
