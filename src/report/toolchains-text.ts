/** `toolchains ls` as text. */
import { plural } from '#wording/quantity.js';
import { type Column, plain, table } from '#wording/table.js';
import { leftOutLine } from './boards-text.js';
import type { TextOptions } from './status-text.js';
import type { MachineView, ToolchainsLsView, ToolchainView } from './toolchains.js';
import { type Trouble, troubleText } from './trouble-text.js';

interface LineColumn extends Column {
  readonly text: (toolchain: ToolchainView) => string;
}

const columns: readonly LineColumn[] = [
  { title: 'toolchain', text: ({ name }) => name },
  { title: 'loads', text: ({ loads }) => loads },
  { title: 'precisions', drop: 3, text: ({ precisions }) => precisions.join(' ') },
  { title: 'units', drop: 4, text: ({ units }) => [...new Set(units.map(({ unit }) => unit))].join(' ') },
  { title: 'runners', drop: 2, text: ({ runners }) => runners.join(', ') },
  {
    title: 'environments',
    drop: 5,
    text: ({ environments }) => environments.map(({ name, version }) => `${name} ${version}`).join(', '),
  },
  { title: 'runs on', text: ({ machines }) => machines.flatMap(runsWords).join(', ') || 'no machine' },
  { title: 'converts on', drop: 1, text: ({ machines }) => machines.flatMap(convertsWords).join(', ') },
];

export function toolchainsLsText(view: ToolchainsLsView, options: TextOptions): readonly string[] {
  const rows = view.toolchains.map((toolchain) => columns.map(({ text }) => text(toolchain)));
  const { lines, leftOut } = table(columns, rows, options);
  const paint = options.paint ?? plain;
  return [
    ...lines,
    ...leftOutLine(leftOut, paint),
    ...troubleText([...view.toolchains.flatMap(troublesOf), ...brokenOf(view)], options),
  ];
}

/** A question mark: nobody looked. */
function runsWords({ name, measures }: MachineView): readonly string[] {
  if (measures?.state === 'ready') return [`${name} (${measures.runner ?? ''})`];
  return measures?.state === 'unknown' ? [`${name} ?`] : [];
}

function convertsWords({ name, converts }: MachineView): readonly string[] {
  if (!converts || converts.ready + converts.unknown === 0) return [];
  if (converts.unknown > 0) return [`${name} ?`];
  return [converts.ready === converts.of ? name : `${name} (${converts.ready} of ${converts.of})`];
}

/** Of a toolchain that some machine has, the others are no news. */
function troublesOf({ name, machines }: ToolchainView): readonly Trouble[] {
  if (machines.some(({ measures }) => measures?.state === 'ready')) return [];
  const unseen = machines.filter(({ measures }) => measures?.state === 'unknown');
  if (unseen.length > 0) {
    const headline = `nobody looked for it on ${unseen.map((each) => each.name).join(', ')}`;
    return [{ board: name, headline, hint: '`orchestrate boards check` looks' }];
  }
  return machines.flatMap(({ reason }) =>
    reason ? [{ board: name, headline: reason.headline, hint: reason.hint }] : [],
  );
}

function brokenOf({ broken }: ToolchainsLsView): readonly Trouble[] {
  return broken.map(({ name, problems }) => ({
    board: name,
    headline: `its file has ${plural(problems, 'mistake')} and is not used`,
    hint: '`orchestrate validate` with the path of its `toolchain.yaml` says which',
  }));
}
