/** `runners:` and `conversions:` of a toolchain. */

import type { CountAxis } from '#domain/count-axes.js';
import { compileTools, runTools, sampleTools } from '#domain/tool.js';
import {
  type CheckLimits,
  type Conversion,
  type NamedFailure,
  namedFailureCodes,
  type Runner,
  type TargetFact,
  targetFacts,
  type Variant,
} from '#domain/toolchain.js';
import type { Cursor } from './cursor.js';
import { numberAt, textAt, textsOf } from './fields.js';
import { checkPattern } from './patterns.js';
import type { Problems } from './problems.js';
import { rangeAt } from './read-probes.js';

export function readRunner(runner: Cursor, problems: Problems): Runner {
  const reads = runTools.find((name) => name === textAt(runner, 'reads'));
  const samples = sampleTools.find((name) => name === textAt(runner, 'samples'));
  const failures = failuresOf(runner, problems);
  return {
    name: textAt(runner, 'name') ?? '',
    protocol: 1,
    needs: textsOf(runner.at('needs')) ?? [],
    argv: textsOf(runner.at('argv')) ?? [],
    files: textsOf(runner.at('files')) ?? [],
    ...(textAt(runner, 'gives') === 'summary' ? { gives: 'summary' as const } : {}),
    ...(reads ? { reads } : {}),
    ...variantsOf(runner),
    ...(failures.length > 0 ? { failures } : {}),
    ...(samples ? { samples } : {}),
    ...mostAt(runner, 'batch'),
    ...mostAt(runner, 'streams'),
  };
}

function mostAt(runner: Cursor, axis: CountAxis): Pick<Runner, CountAxis> {
  return runner.at(axis) ? { [axis]: numberAt(runner, axis, 1) } : {};
}

export function readConversion(conversion: Cursor, problems: Problems): Conversion {
  const form = (cursor: Cursor | undefined): Conversion['from'] => ({
    format: textAt(cursor, 'format') ?? '',
    precision: textAt(cursor, 'precision') ?? '',
  });
  return {
    id: textAt(conversion, 'id') ?? '',
    from: form(conversion.at('from')),
    to: form(conversion.at('to')),
    needs: textsOf(conversion.at('needs')) ?? [],
    tool: textAt(conversion, 'tool') ?? '',
    argv: textsOf(conversion.at('argv')) ?? [],
    files: textsOf(conversion.at('files')) ?? [],
    cost: numberAt(conversion, 'cost', 1),
    ...readCircumstances(conversion),
    ...variantsOf(conversion),
    failures: failuresOf(conversion, problems),
    ...readProof(conversion, problems),
  };
}

/** What its output proves and tells. */
function readProof(conversion: Cursor, problems: Problems): Pick<Conversion, 'proves' | 'reads'> {
  const proves = textAt(conversion, 'proves');
  checkPattern(conversion.at('proves'), problems);
  const reads = compileTools.find((name) => name === textAt(conversion, 'reads'));
  return { ...(proves === undefined ? {} : { proves }), ...(reads ? { reads } : {}) };
}

/** Where it runs, what of that place it hangs on, and how what it makes is judged. */
function readCircumstances(
  conversion: Cursor,
): Pick<Conversion, 'where' | 'arch' | 'target' | 'calibration' | 'check'> {
  const target = (textsOf(conversion.at('target')) ?? []).filter(isTargetFact);
  const check = conversion.at('check');
  const arch = textsOf(conversion.at('arch')) ?? [];
  return {
    ...(textAt(conversion, 'where') === 'builder' ? { where: 'builder' as const } : {}),
    ...(arch.length > 0 ? { arch } : {}),
    ...(target.length > 0 ? { target } : {}),
    ...(conversion.at('calibration')?.value === true ? { calibration: true as const } : {}),
    ...(check ? { check: limitsOf(check) } : {}),
  };
}

/** The schema has refused any other. */
function isTargetFact(text: string): text is TargetFact {
  return targetFacts.some((each) => each === text) || text.startsWith('tool:') || text.startsWith('setting:');
}

function variantsOf(cursor: Cursor): { variants?: readonly Variant[] } {
  const written = cursor.at('variants')?.items();
  if (!written) return {};
  const variants = written.flatMap((item) => {
    const version = rangeAt(item, 'version');
    return version ? { version, argv: textsOf(item.at('argv')) ?? [] } : [];
  });
  return { variants };
}

function limitsOf(check: Cursor): CheckLimits {
  const written = (key: string, name: keyof CheckLimits): CheckLimits => {
    const value = check.at(key)?.value;
    return typeof value === 'number' ? { [name]: value } : {};
  };
  return { ...written('cosine', 'cosine'), ...written('max_error', 'maxError'), ...written('top1', 'top1') };
}

function failuresOf(owner: Cursor, problems: Problems): NamedFailure[] {
  return (owner.at('failures')?.items() ?? []).flatMap((item) => {
    checkPattern(item.at('line'), problems);
    const code = namedFailureCodes.find((each) => each === textAt(item, 'code'));
    return code === undefined ? [] : [{ line: textAt(item, 'line') ?? '', code }];
  });
}
