/** `toolchains show NAME` as text: its tables, then what is missing where. */
import { visible } from '#wording/control.js';
import { ago } from '#wording/quantity.js';
import { plain, table, wrap } from '#wording/table.js';
import type { TextOptions } from './status-text.js';
import type { ToolchainPage } from './toolchain-page.js';
import { type Trouble, troubleText } from './trouble-text.js';

type Row = readonly string[];

export function toolchainPageText(page: ToolchainPage, options: TextOptions): readonly string[] {
  const { toolchain, folder } = page;
  const paint = options.paint ?? plain;
  const layout = toolchain.layout === null ? '' : `, images ${toolchain.layout}`;
  return [
    paint('title', visible(toolchain.name)),
    ...wrap(`loads        ${visible(toolchain.loads)}${layout}`, options.width, 13),
    ...wrap(`precisions   ${toolchain.precisions.join(', ')}`, options.width, 13),
    ...wrap(`computes on  ${toolchain.units.map(unitWords).join('; ')}`, options.width, 13),
    ...environmentLines(page, options),
    ...wrap(`files        ${visible(folder)}`, options.width, 13),
    ...wrap(`looked at    ${seenWords(page, options.now)}`, options.width, 13),
    ...section(['runner', 'gives', 'needs', 'ready on'], runnerRows(page), options),
    ...section(['conversion', 'from', 'to', 'done on', 'needs', 'cost', 'ready on'], conversionRows(page), options),
    ...section(['option', 'effect', 'default', 'may be'], optionRows(page), options),
    ...section(['tool', 'looked for as', 'installed by', 'found'], probeRows(page), options),
    ...troubleText(troublesOf(page), options),
  ];
}

function unitWords({ unit, provider, precisions, devices }: ToolchainPage['toolchain']['units'][number]): string {
  const only = [
    ...(precisions ? [`${precisions.join(', ')} only`] : []),
    ...(devices ? [`of ${devices.join(', ')}`] : []),
  ];
  return visible(`${unit} as ${provider}${only.length > 0 ? ` (${only.join(', ')})` : ''}`);
}

function environmentLines({ toolchain: { environments } }: ToolchainPage, { width }: TextOptions): readonly string[] {
  if (environments.length === 0) return [];
  const words = environments
    .map(({ name, version, versions }) => {
      const others = Object.entries(versions).map(([arch, other]) => `${other} on ${arch}`);
      return `${name} ${version}${others.length > 0 ? ` (${others.join(', ')})` : ''}`;
    })
    .join(', ');
  return wrap(`environments ${visible(words)}`, width, 13);
}

function seenWords({ toolchain: { machines } }: ToolchainPage, now: string): string {
  const words = machines.map(({ name, seenAt }) => `${visible(name)} ${seenAt === null ? 'never' : ago(seenAt, now)}`);
  return words.join(', ') || 'no machine has such a unit';
}

function section(titles: Row, rows: readonly Row[], options: TextOptions): readonly string[] {
  if (rows.length === 0) return [];
  const columns = titles.map((title, at) => ({ title, ...(at > 2 && at < titles.length - 1 ? { drop: at } : {}) }));
  return ['', ...table(columns, rows, options).lines];
}

function readyWords(on: ToolchainPage['runners'][number]['on']): string {
  const words = on.flatMap(({ machine, state }) =>
    state === 'ready' ? [machine] : state === 'unknown' ? [`${machine} ?`] : [],
  );
  return words.join(', ') || 'none';
}

function runnerRows({ runners }: ToolchainPage): readonly Row[] {
  return runners.map(({ name, gives, needs, on }) => [name, gives, needs.join(' '), readyWords(on)]);
}

function conversionRows({ conversions }: ToolchainPage): readonly Row[] {
  return conversions.map((each) => {
    const place = [...(each.arch.length > 0 ? [each.arch.join(' or ')] : []), each.where].join(' ');
    const needs = [...each.needs, ...(each.calibration ? ['calibration'] : [])].join(' ');
    return [each.id, each.from, each.to, place, needs, String(each.cost), readyWords(each.on)];
  });
}

function optionRows({ options }: ToolchainPage): readonly Row[] {
  return options.map((option) => [option.name, option.effect, option.default, option.allowed]);
}

function probeRows({ probes }: ToolchainPage): readonly Row[] {
  return probes.map(({ name, kind, of, environment, accepts, found }) => {
    const where = found.map(({ machine, versions }) => `${machine} ${versions?.join(' and ') ?? 'none'}`).join(', ');
    return [name, `${kind} ${short(of)}${accepts === null ? '' : ` ${accepts}`}`, environment ?? '', where];
  });
}

/** A command may be a script of ten lines: JSON has all of it. */
function short(words: string): string {
  const [line = ''] = words.split('\n');
  return line.length === words.length && line.length <= wordsMost ? line : `${line.slice(0, wordsMost)}…`;
}

const wordsMost = 40;

/** Each sentence once: a tool that a runner lacks, its conversion mostly lacks too. */
function troublesOf({ runners, conversions }: ToolchainPage): readonly Trouble[] {
  const seen = new Map<string, Trouble>();
  for (const { on } of [...runners, ...conversions]) {
    for (const { machine, reason } of on) {
      if (reason) seen.set(reason.headline, { board: machine, headline: reason.headline, hint: reason.hint });
    }
  }
  return [...seen.values()];
}
