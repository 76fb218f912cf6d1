/** `models.X.sources`: files that are there, or commands that make them. */
import { parseDigest } from '#core/digest.js';
import { suggest } from '#core/suggest.js';
import { baseName, type ModelSource, type SourceBuild } from '#domain/model.js';
import type { Cursor } from './cursor.js';
import { numberAt, textAt, textsOf } from './fields.js';
import type { Problems } from './problems.js';

export interface SourceContext {
  /** Of the model: what each of its sources must be. */
  readonly weights: string;
  readonly toolchains: readonly string[];
}

export function readSource(source: Cursor, context: SourceContext, problems: Problems): ModelSource {
  const sha256 = parseDigest(textAt(source, 'sha256') ?? '');
  const build = readBuild(source, context, problems);
  checkWeights(source, context, problems);
  return {
    format: textAt(source, 'format') ?? '',
    precision: textAt(source, 'precision') ?? '',
    path: build ? '' : (textAt(source, 'path') ?? ''),
    ...(build ? { build } : {}),
    ...(source.at('min_memory_mb') ? { minMemoryMb: numberAt(source, 'min_memory_mb', 0) } : {}),
    ...(sha256 ? { sha256 } : {}),
  };
}

function readBuild(source: Cursor, { toolchains }: SourceContext, problems: Problems): SourceBuild | undefined {
  const [build, inputs, toolchain] = [source.at('build'), source.at('inputs'), source.at('toolchain')];
  const argv = textsOf(build);
  if (!build || !argv) {
    for (const idle of [inputs, toolchain]) if (idle) problems.add('spec/without-build', idle.keyMark);
    return undefined;
  }
  const path = source.at('path');
  if (path)
    problems.add('spec/one-of', path.keyMark, { in: 'sources', keys: ['path', 'build'], given: ['path', 'build'] });
  checkWords(build, problems);
  checkBaseNames(inputs, problems);
  const name = toolchain?.text;
  if (toolchain && name !== undefined && !toolchains.includes(name)) {
    const suggestion = suggest(name, toolchains);
    problems.add('spec/unknown-name', toolchain.mark, { what: 'toolchain', name, known: toolchains, suggestion });
  }
  return { argv, inputs: textsOf(inputs) ?? [], ...(name === undefined ? {} : { toolchain: name }) };
}

/** They lie side by side where they are read. */
function checkBaseNames(inputs: Cursor | undefined, problems: Problems): void {
  const seen = new Map<string, string>();
  for (const input of inputs?.items() ?? []) {
    const path = input.text ?? '';
    const name = baseName(path);
    const first = seen.get(name);
    if (first !== undefined && first !== path) problems.add('spec/same-base-name', input.mark, { name, path, first });
    else seen.set(name, path);
  }
}

const known = ['python', 'node', 'out'];

/** Without a place to write to, it could give nothing. */
function checkWords(build: Cursor, problems: Problems): void {
  const names = build.items().flatMap((word) => {
    const found = [...(word.text ?? '').matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = '']) => name);
    for (const name of found) {
      if (!known.includes(name))
        problems.add('spec/bad-template', word.mark, { name, known, suggestion: suggest(name, known) });
    }
    return found;
  });
  if (!names.includes('out')) problems.add('spec/build-without-out', build.mark);
}

/** Sources of one model are one network: numbers of two trainings would be compared as if they were of one. */
function checkWeights(source: Cursor, { weights }: SourceContext, problems: Problems): void {
  const own = source.at('weights');
  if (own?.text !== undefined && own.text !== weights)
    problems.add('spec/mixed-weights', own.mark, { found: own.text, weights });
}
