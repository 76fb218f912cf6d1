/** What `cache` prints: artifacts, what they are made of, what is corrupt, what was freed. */
import { visible } from '#wording/control.js';
import { ago, byteCount, plural } from '#wording/quantity.js';
import { type Column, plain, table, wrap } from '#wording/table.js';
import type { CacheLine, CacheView } from './cache.js';
import type { GcView } from './cache-gc.js';
import type { CacheVerifyView } from './cache-verify.js';
import type { WhyView } from './cache-why.js';
import type { TextOptions } from './status-text.js';

const columns: readonly Column[] = [
  { title: 'key' },
  { title: 'from' },
  { title: 'conversion' },
  { title: 'to', drop: 3 },
  { title: 'tool', drop: 4 },
  { title: 'size', align: 'right' },
  { title: 'made on', drop: 2 },
  { title: 'used', drop: 1 },
];

export function cacheText(view: CacheView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  const rows = view.artifacts.map((line) => rowOf(line, options.now));
  const refused = view.artifacts.flatMap(({ key, refused: quote }) =>
    quote ? wrap(`${key.slice(0, 8)}: ${visible(quote.headline)}`, options.width, 2) : [],
  );
  const others =
    view.others.files > 0
      ? `; of it ${byteCount(view.others.bytes)} in ${plural(view.others.files, 'file')} drawn or cut for boards`
      : '';
  return [
    ...(rows.length > 0 ? table(columns, rows, options).lines : []),
    ...(refused.length > 0 ? ['', paint('title', 'refused for good, and not tried again'), ...refused] : []),
    ...(rows.length > 0 ? [''] : []),
    `${plural(view.artifacts.length, 'artifact')}, ${byteCount(view.bytes)}${others}`,
  ];
}

function rowOf(line: CacheLine, now: string): readonly string[] {
  return [
    line.key.slice(0, 8),
    visible(line.source ?? 'unknown'),
    visible(line.conversion === null ? 'unknown' : `${line.toolchain ?? ''} ${line.conversion}`),
    line.to ? visible(`${line.to.format} ${line.to.precision}`) : '',
    line.tool === null ? '' : visible(`${line.tool} ${line.version ?? '?'}`),
    sizeOf(line),
    visible(line.board ?? ''),
    line.usedAt === null ? '' : `${ago(line.usedAt, now)}${line.needed ? ', needed' : ''}`,
  ];
}

function sizeOf({ bytes, there }: CacheLine): string {
  if (bytes === null) return 'refused';
  return there === true ? byteCount(bytes) : 'gone';
}

export function whyText(view: WhyView, options: TextOptions): readonly string[] {
  const paint = options.paint ?? plain;
  return view.steps.flatMap(({ title, state, ingredients, nearest }, at) => [
    ...(at > 0 ? [''] : []),
    paint('title', visible(title)),
    ...wrap(`  ${visible(state)}`, options.width, 4),
    ...table(
      [{ title: 'made of' }, { title: '' }],
      ingredients.map(({ name, value }) => [visible(name), shortened(value)]),
      { ...options, indent: '  ' },
    ).lines,
    ...(nearest ? nearestLines(nearest, options) : []),
  ]);
}

function nearestLines(
  nearest: NonNullable<WhyView['steps'][number]['nearest']>,
  options: TextOptions,
): readonly string[] {
  const head = `  the nearest that is there, ${nearest.key.slice(0, 8)}, differs in:`;
  const rows = nearest.differs.map(({ name, here, there }) => [
    visible(name),
    here === null ? 'none' : shortened(here),
    there === null ? 'none' : shortened(there),
  ]);
  if (rows.length === 0) return [`  ${nearest.key.slice(0, 8)} was made of the same`];
  return [
    head,
    ...table([{ title: '' }, { title: 'wanted' }, { title: 'there' }], rows, { ...options, indent: '  ' }).lines,
  ];
}

function shortened(value: string): string {
  return visible(value.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1'));
}

export function cacheVerifyText(view: CacheVerifyView): readonly string[] {
  return [
    ...view.findings.map(
      ({ key, name, source, problem }) =>
        `${problem}  ${name}${source === null ? '' : ` (from ${visible(source)}, key ${key?.slice(0, 8) ?? ''})`}`,
    ),
    `${plural(view.files, 'file')} hashed, ${byteCount(view.bytes)}: ${view.findings.length === 0 ? 'all are what their names say' : plural(view.findings.length, 'is', 'are') + ' not'}`,
    ...(view.findings.length > 0 ? ['→ the next run that needs them makes them again'] : []),
  ];
}

export function gcText(view: GcView): readonly string[] {
  const did = view.dryRun ? 'would free' : 'freed';
  return [
    ...view.freed.map(
      ({ name, bytes, source, conversion }) =>
        `${byteCount(bytes).padStart(9)}  ${name.slice(0, 12)}  ${conversion === null ? 'drawn, cut, or left over' : visible(`${conversion} of ${source ?? 'unknown'}`)}`,
    ),
    `${did} ${byteCount(view.bytesBefore - view.bytesAfter)} in ${plural(view.freed.length, 'file')}: ${byteCount(view.bytesBefore)} before, ${byteCount(view.bytesAfter)} ${view.dryRun ? 'then' : 'now'}`,
    ...(view.bytesAfter > view.maxBytes
      ? [`${byteCount(view.bytesNeeded)} are needed by run sets that have not ended, and stay`]
      : []),
  ];
}
