/** Names inside a toolchain that must lead somewhere: tools to probes, placeholders to values, options to an effect. */

import { suggest } from '#core/suggest.js';
import { interpreters, type Toolchain } from '#domain/toolchain.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';

/** A runner is told everything else by its job file; a conversion has no job file. */
const runnerWords = [...interpreters, 'bin', 'files', 'job'];
/** What a runner without a job file is told besides. */
const summaryWords = [
  'model',
  'provider',
  'iterations',
  'duration_s',
  'warmup_ms',
  'pause_ms',
  'pause_s',
  'batch',
  'streams',
];
const conversionWords = [...interpreters, 'bin', 'files', 'source', 'out', 'modules', 'provider'];

export function checkReferences(root: Cursor, toolchain: Toolchain, problems: Problems): void {
  const runners = root.at('runners')?.items() ?? [];
  const conversions = root.at('conversions')?.items() ?? [];
  const probes = toolchain.probes.map(({ name }) => name);
  for (const owner of [...runners, ...conversions]) {
    for (const need of owner.at('needs')?.items() ?? []) checkProbe(need, [...interpreters, ...probes], problems);
    checkBaseNames(owner, problems);
  }
  for (const runner of runners) checkTemplates(runner, runnerNames(runner, toolchain), problems);
  for (const conversion of conversions) {
    const tool = conversion.at('tool');
    if (tool) checkProbe(tool, probes, problems);
    checkTemplates(conversion, conversionNames(conversion, toolchain), problems);
  }
  checkEffects(root, toolchain, problems);
}

function runnerNames(runner: Cursor, toolchain: Toolchain): readonly string[] {
  const more = runner.at('gives')?.text === 'summary' ? summaryWords : [];
  const left = runner.at('samples') ? ['samples'] : [];
  return [...runnerWords, ...more, ...left, ...optionsOf(toolchain, 'run')];
}

function conversionNames(conversion: Cursor, toolchain: Toolchain): readonly string[] {
  const given = conversion.at('calibration')?.value === true ? ['calibration'] : [];
  return [...conversionWords, ...given, ...optionsOf(toolchain, 'convert')];
}

function optionsOf({ options }: Toolchain, effect: 'convert' | 'run'): readonly string[] {
  return Object.entries(options).flatMap(([name, option]) => (option.effect === effect ? name : []));
}

/** A convert option that no conversion mentions would make cells that differ in nothing but their names. */
function checkEffects(root: Cursor, { options, conversions }: Toolchain, problems: Problems): void {
  const words = conversions.flatMap(({ argv }) => argv);
  for (const [name, option] of Object.entries(options)) {
    if (option.effect !== 'convert' || words.some((word) => word.includes(`{${name}}`))) continue;
    problems.add('spec/unused-option', root.at('options')?.at(name)?.keyMark ?? root.mark, { option: name });
  }
}

function checkProbe(cursor: Cursor, known: readonly string[], problems: Problems): void {
  const name = cursor.text;
  if (name === undefined || known.includes(name)) return;
  problems.add('spec/unknown-name', cursor.mark, { what: 'probe', name, known, suggestion: suggest(name, known) });
}

function checkTemplates(owner: Cursor, known: readonly string[], problems: Problems): void {
  const variants = owner.at('variants')?.items() ?? [];
  for (const word of [owner, ...variants].flatMap((each) => each.at('argv')?.items() ?? [])) {
    for (const [, name = ''] of (word.text ?? '').matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g)) {
      if (!known.includes(name))
        problems.add('spec/bad-template', word.mark, { name, known, suggestion: suggest(name, known) });
    }
  }
}

/** Files lie side by side on the board, whatever folders they came from. */
function checkBaseNames(owner: Cursor, problems: Problems): void {
  const seen = new Set<string>();
  for (const file of owner.at('files')?.items() ?? []) {
    const base = (file.text ?? '').split('/').at(-1) ?? '';
    if (seen.has(base)) problems.add('spec/bad-text', file.mark, { value: base, form: 'another base name' });
    seen.add(base);
  }
}
