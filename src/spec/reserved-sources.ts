/** `sources[].for`: a source for certain cells only, by where and with what they run. */
import type { Match } from '#domain/match.js';
import type { Model, ModelSource } from '#domain/model.js';
import type { Bindings } from './bindings.js';
import type { Cursor } from './cursor.js';
import type { Problems } from './problems.js';
import { readMatch } from './read-match.js';

export interface ReservingContext {
  readonly bindings: Bindings;
  readonly problems: Problems;
}

/** Read after the frameworks, which it may name. Sources are in the order of the file. */
export function withReserved(
  models: ReadonlyMap<string, Model>,
  cursor: Cursor | undefined,
  context: ReservingContext,
): ReadonlyMap<string, Model> {
  const written = new Map(cursor?.members() ?? []);
  return new Map(
    [...models].map(([name, model]) => {
      const sources = written.get(name)?.at('sources')?.items() ?? [];
      return [name, { ...model, sources: model.sources.map((source, at) => reserved(source, sources[at], context)) }];
    }),
  );
}

function reserved(source: ModelSource, written: Cursor | undefined, context: ReservingContext): ModelSource {
  const match = matchOf(written?.at('for'), context);
  return match ? { ...source, for: match } : source;
}

/** Only built-in axes, by the schema: what their levels may be does not hang on a block of the matrix. */
function matchOf(cursor: Cursor | undefined, context: ReservingContext): Match | undefined {
  if (!cursor) return undefined;
  return readMatch(cursor, { ...context, toolchains: [], unresolved: true, devices: [], settings: new Map() });
}
