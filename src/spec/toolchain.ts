/** YAML text → Toolchain. What it names (tools, options, files) must be there, so that a run never learns it. */
import { err, ok, type Result } from '#core/result.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { levelId } from '#domain/names.js';
import type { Conversion, Probe, Runner, Toolchain, ToolchainOption } from '#domain/toolchain.js';
import { accepts, allowedBy } from './bindings.js';
import type { Cursor } from './cursor.js';
import { readDocument } from './document.js';
import { levelOf, numberAt, textAt } from './fields.js';
import type { Problems } from './problems.js';
import { checkReferences } from './toolchain-references.js';

export function readToolchain(source: SourceText, folder: string): Result<Toolchain, Diagnostic[]> {
  const reading = readDocument(source, 'toolchain');
  if (!reading.ok) return reading;
  const { root, problems } = reading.value;
  const toolchain: Toolchain = {
    schema: 1,
    name: textAt(root, 'name') ?? '',
    folder,
    loads: textAt(root, 'loads') ?? '',
    precisions: texts(root.at('precisions')),
    on: items(root, 'on').map((item) => ({
      unit: textAt(item, 'unit') ?? '',
      provider: textAt(item, 'provider') ?? '',
    })),
    options: readOptions(root.at('options'), problems),
    runners: items(root, 'runners').map(readRunner),
    probes: (root.at('probes')?.members() ?? []).map(readProbe),
    conversions: items(root, 'conversions').map((item) => readConversion(item, problems)),
  };
  checkReferences(root, toolchain, problems);
  return problems.count > 0 ? err(problems.sorted()) : ok(toolchain);
}

function readOptions(cursor: Cursor | undefined, problems: Problems): Record<string, ToolchainOption> {
  return Object.fromEntries(
    (cursor?.members() ?? []).map(([name, written]) => [name, readOption(name, written, problems)]),
  );
}

function readOption(name: string, written: Cursor, problems: Problems): ToolchainOption {
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

function readProbe([name, probe]: readonly [string, Cursor]): Probe {
  const kind = textAt(probe, 'kind') === 'python-package' ? 'python-package' : 'node-package';
  return { name, kind, package: textAt(probe, 'package') ?? '' };
}

function readRunner(runner: Cursor): Runner {
  return {
    name: textAt(runner, 'name') ?? '',
    protocol: 1,
    needs: texts(runner.at('needs')),
    argv: texts(runner.at('argv')),
    files: texts(runner.at('files')),
  };
}

function readConversion(conversion: Cursor, problems: Problems): Conversion {
  const form = (cursor: Cursor | undefined): Conversion['from'] => ({
    format: textAt(cursor, 'format') ?? '',
    precision: textAt(cursor, 'precision') ?? '',
  });
  return {
    id: textAt(conversion, 'id') ?? '',
    from: form(conversion.at('from')),
    to: form(conversion.at('to')),
    needs: texts(conversion.at('needs')),
    tool: textAt(conversion, 'tool') ?? '',
    argv: texts(conversion.at('argv')),
    files: texts(conversion.at('files')),
    cost: numberAt(conversion, 'cost', 1),
    failures: items(conversion, 'failures').flatMap((item) => readFailure(item, problems)),
  };
}

function readFailure(item: Cursor, problems: Problems): Conversion['failures'][number][] {
  const line = textAt(item, 'line') ?? '';
  if (!compiles(line))
    problems.add('spec/bad-text', item.at('line')?.mark ?? item.mark, { value: line, form: 'regular expression' });
  const code = textAt(item, 'code');
  const known = code === 'conversion/failed' || code === 'conversion/refused' || code === 'conversion/timeout';
  return known ? [{ line, code }] : [];
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function items(cursor: Cursor, key: string): readonly Cursor[] {
  return cursor.at(key)?.items() ?? [];
}

function texts(cursor: Cursor | undefined): string[] {
  return (cursor?.items() ?? []).flatMap(({ value }) => (typeof value === 'string' ? value : []));
}
