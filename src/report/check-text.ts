/** The check of a conversion, as lines of a page. */
import { uncheckedReasons } from '#domain/plan.js';
import { checkWords, numberWords, uncheckedWords } from '#wording/check.js';
import { visible } from '#wording/control.js';
import { plural } from '#wording/quantity.js';
import { wrap } from '#wording/table.js';
import type { CheckView } from './check.js';
import type { TextOptions } from './status-text.js';

export function checkLines(view: CheckView, { width }: TextOptions): readonly string[] {
  const { state, because, reference, numbers, limits, madeAt } = view;
  const against = reference === null || state === 'unchecked' ? '' : ` (asked of ${visible(reference)})`;
  const why = because === null ? '' : `: ${reasonWords(because)}`;
  const said = numbers.map(
    ({ name, value }) => `${numberWords[name] ?? visible(name)} ${value?.toPrecision(6) ?? 'unknown'}`,
  );
  const items = numbers[0]?.items ?? null;
  const over = items === null ? '' : ` over ${plural(items, 'item')}`;
  const bounds = limits
    ? `; limits: cosine at least ${limits.cosine}, error at most ${limits.maxError}, first class for at least ${limits.top1}`
    : '';
  const when = madeAt === null ? '' : `; found ${madeAt}`;
  return [
    ...wrap(`  check: ${checkWords[state]}${against}${why}`, width, 6),
    ...(said.length > 0 ? wrap(`    ${said.join(', ')}${over}${bounds}${when}`, width, 6) : []),
  ];
}

function reasonWords(because: string): string {
  const known = uncheckedReasons.find((each) => each === because);
  return known ? uncheckedWords[known] : visible(because);
}
