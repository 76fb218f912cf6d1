/** Of what kind a file is, by its keys: nobody must say so, and a misspelt key or two change nothing. */
import { err, ok, type Result } from '#core/result.js';
import { suggest } from '#core/suggest.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { type Parsed, parseText } from './document.js';
import type { SchemaName } from './schemas.js';

/** Keys of the top that one kind alone has. */
const ownKeys: Readonly<Record<SchemaName, readonly string[]>> = {
  experiment: ['matrix', 'models', 'data', 'measure', 'frameworks', 'limits', 'inventory', 'seed'],
  inventory: ['boards', 'devices', 'builders'],
  toolchain: ['loads', 'precisions', 'on', 'options', 'runners', 'probes', 'conversions'],
  'import-mapping': ['source', 'columns', 'constants', 'aliases', 'caveats', 'rows', 'cells'],
};
const kinds = ['experiment', 'inventory', 'toolchain', 'import-mapping'] as const;

export interface Recognised {
  readonly kind: SchemaName;
  readonly parsed: Parsed;
}

/** The kind with most of its keys; an error when there is none, or the text is no map at all. */
export function recognise(source: SourceText): Result<Recognised, Diagnostic[]> {
  const parsed = parseText(source);
  if (!parsed.ok) return parsed;
  const kind = kindOf(parsed.value);
  if (kind !== undefined) return ok({ kind, parsed: parsed.value });
  const { root, problems } = parsed.value;
  problems.add('file/unknown-kind', root.mark, { keys: keysOf(parsed.value) });
  return err(problems.sorted());
}

/** A file that was given as an experiment and is plainly something else: what it lacks and has too much would fill a screen. */
export function otherKind(parsed: Parsed): Exclude<SchemaName, 'experiment'> | undefined {
  if (keysOf(parsed).some((key) => key === 'matrix' || key === 'models')) return undefined;
  const kind = kindOf(parsed);
  return kind === 'experiment' ? undefined : kind;
}

function kindOf(parsed: Parsed): SchemaName | undefined {
  const keys = keysOf(parsed);
  const scores = kinds.map((kind) => ({ kind, score: scoreOf(keys, ownKeys[kind]) }));
  const [best] = scores.sort((a, b) => b.score - a.score);
  return best !== undefined && best.score > 0 ? best.kind : undefined;
}

function keysOf({ root }: Parsed): readonly string[] {
  return root.members().map(([name]) => name);
}

/** An exact key counts twice a likely one. Few keys are looked at: the text may hold a hundred thousand. */
function scoreOf(keys: readonly string[], own: readonly string[]): number {
  return keys.slice(0, 100).reduce((score, key) => {
    if (own.includes(key)) return score + 2;
    return suggest(key, own) === null ? score : score + 1;
  }, 0);
}
