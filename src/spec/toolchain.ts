/** YAML text → Toolchain. What it names (tools, options, files) must be there, so that a run never learns it. */
import { err, ok, type Result } from '#core/result.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { levelId } from '#domain/names.js';
import type { LackedOperator, Placement, Toolchain, ToolchainOption } from '#domain/toolchain.js';
import { parseVersionRange } from '#domain/version-range.js';
import { accepts, allowedBy, isBuiltIn } from './bindings.js';
import type { Cursor } from './cursor.js';
import { readDocument } from './document.js';
import { levelOf, numberAt, textAt } from './fields.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';
import { readConversion, readRunner } from './read-conversions.js';
import { readEnvironments, readProbe } from './read-probes.js';
import { checkReferences } from './toolchain-references.js';
import { checkSurroundings, type Surroundings } from './toolchain-surroundings.js';

export function readToolchain(
  source: SourceText,
  folder: string,
  around?: Surroundings,
): Result<Toolchain, Diagnostic[]> {
  const reading = readDocument(source, 'toolchain');
  if (!reading.ok) return reading;
  const { root, problems } = reading.value;
  const name = textAt(root, 'name') ?? '';
  const environments = readEnvironments(root.at('environments'));
  const context = { toolchain: name, environments: environments.map((each) => each.name), problems };
  const answers = texts(root.at('answers'));
  const toolchain: Toolchain = {
    schema: 1,
    name,
    folder,
    loads: textAt(root, 'loads') ?? '',
    precisions: texts(root.at('precisions')),
    ...layoutOf(root),
    on: items(root, 'on').map(readPlacement),
    options: readOptions(root.at('options'), problems),
    runners: items(root, 'runners').map((item) => readRunner(item, problems)),
    probes: (root.at('probes')?.members() ?? []).map((probe) => readProbe(probe, context)),
    conversions: items(root, 'conversions').map((item) => readConversion(item, problems)),
    ...(environments.length > 0 ? { environments } : {}),
    ...(answers.length > 0 ? { answers } : {}),
  };
  checkReferences(root, toolchain, problems);
  if (around) checkSurroundings(root, toolchain, { around, problems });
  return problems.count > 0 ? err(problems.sorted()) : ok(toolchain);
}

function readPlacement(item: Cursor): Placement {
  const devices = texts(item.at('devices')).map(levelId);
  const precisions = texts(item.at('precisions'));
  const lacks = items(item, 'lacks').map(readLack);
  return {
    unit: textAt(item, 'unit') ?? '',
    provider: textAt(item, 'provider') ?? '',
    ...(devices.length > 0 ? { devices } : {}),
    ...(precisions.length > 0 ? { precisions } : {}),
    ...(lacks.length > 0 ? { lacks } : {}),
  };
}

function readLack(item: Cursor): LackedOperator {
  return {
    operator: textAt(item, 'operator') ?? '',
    ...optional('versions', parseVersionRange(textAt(item, 'versions') ?? '')),
    ...optional('refused', textAt(item, 'refused')),
    source: textAt(item, 'source') ?? '',
  };
}

function layoutOf(root: Cursor): Pick<Toolchain, 'layout'> {
  const layout = textAt(root, 'layout');
  return layout === 'nchw' || layout === 'nhwc' ? { layout } : {};
}

function readOptions(cursor: Cursor | undefined, problems: Problems): Record<string, ToolchainOption> {
  return Object.fromEntries(
    (cursor?.members() ?? []).map(([name, written]) => [name, readOption(name, written, problems)]),
  );
}

function readOption(name: string, written: Cursor, problems: Problems): ToolchainOption {
  // An axis of such a name means something else: the option would never hear of its levels.
  if (isBuiltIn(name)) problems.add('spec/reserved-name', written.keyMark, { name, what: 'axis', of: 'option' });
  const standard = written.at('default');
  const level = standard && levelOf(standard, problems);
  const values = written.at('values');
  const option: ToolchainOption = {
    type: textAt(written, 'type') === 'integer' ? 'integer' : 'word',
    effect: textAt(written, 'effect') === 'convert' ? 'convert' : 'run',
    default: level ?? levelId(''),
    ...(values ? { values: values.items().flatMap((value) => levelOf(value, problems) ?? []) } : {}),
    ...boundAt(written, 'min'),
    ...boundAt(written, 'max'),
  };
  if (standard && level !== undefined && !accepts(option, level)) {
    const facts = { option: name, level, toolchain: null, allowed: allowedBy(option), suggestion: null };
    problems.add('spec/bad-option', standard.mark, facts);
  }
  return option;
}

function boundAt(written: Cursor, key: 'min' | 'max'): { min?: number; max?: number } {
  return written.at(key) ? { [key]: numberAt(written, key, 0) } : {};
}

function items(cursor: Cursor, key: string): readonly Cursor[] {
  return cursor.at(key)?.items() ?? [];
}

function texts(cursor: Cursor | undefined): string[] {
  return (cursor?.items() ?? []).flatMap(({ value }) => (typeof value === 'string' ? value : []));
}
