/**
 * The cheapest chain of conversions from a source to what the framework loads: Dijkstra over (format, precision). Equal
 * costs are decided by fewer steps, then by the order of sources and conversions in their files, so that one set of files
 * always gives one route. What is on disk has no say, and of what is installed only whether a conversion can be done at all.
 */
import type { Form, ModelSource } from '#domain/model.js';
import type { Conversion } from '#domain/toolchain.js';

export interface Path {
  readonly source: ModelSource;
  /** Each with the form that comes out of it here: `same` and `any` are resolved. */
  readonly legs: readonly { readonly conversion: Conversion; readonly to: Form }[];
}

/** Where the search has come, for a refusal that says how far it got. */
export interface NoPath {
  readonly reached: readonly string[];
}

interface Stop extends Path {
  readonly form: Form;
  readonly cost: number;
}

export type Found = { readonly kind: 'path'; readonly path: Path } | ({ readonly kind: 'none' } & NoPath);

export function findPath(sources: readonly ModelSource[], conversions: readonly Conversion[], goal: Form): Found {
  const open: Stop[] = sources.map((source) => ({ source, legs: [], form: source, cost: 0 }));
  const closed = new Map<string, Stop>();
  for (;;) {
    const next = takeCheapest(open, closed);
    if (!next) return { kind: 'none', reached: [...closed.keys()] };
    if (nameOf(next.form) === nameOf(goal)) return { kind: 'path', path: { source: next.source, legs: next.legs } };
    closed.set(nameOf(next.form), next);
    for (const conversion of conversions) {
      if (!takes(conversion.from, next.form)) continue;
      const to = {
        format: conversion.to.format,
        precision: conversion.to.precision === 'same' ? next.form.precision : conversion.to.precision,
      };
      open.push({
        source: next.source,
        legs: [...next.legs, { conversion, to }],
        form: to,
        cost: next.cost + conversion.cost,
      });
    }
  }
}

/** The first of the cheapest: entries are in the order of the files, and an earlier one is only beaten by a smaller cost. */
function takeCheapest(open: Stop[], closed: ReadonlyMap<string, Stop>): Stop | undefined {
  let best = -1;
  for (const [index, stop] of open.entries()) {
    if (closed.has(nameOf(stop.form))) continue;
    const champion = open[best];
    if (
      !champion ||
      stop.cost < champion.cost ||
      (stop.cost === champion.cost && stop.legs.length < champion.legs.length)
    )
      best = index;
  }
  return best < 0 ? undefined : open.splice(best, 1)[0];
}

function takes(from: Form, form: Form): boolean {
  return (
    (from.format === 'any' || from.format === form.format) &&
    (from.precision === 'any' || from.precision === form.precision)
  );
}

export function nameOf({ format, precision }: Form): string {
  return `${format}/${precision}`;
}
