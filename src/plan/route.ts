/**
 * The cheapest chain of conversions from a source to what the framework loads: Dijkstra over (format, precision, place). A
 * chain begins on builders and ends on the board; one that goes back is taken only where there is no other. Equal costs are
 * decided by fewer steps, then by the order of sources and conversions in their files, so that one set of files always gives
 * one route. What is on disk has no say, and of what is installed only whether a conversion can be done at all.
 */
import type { Form, ModelSource } from '#domain/model.js';
import type { Conversion } from '#domain/toolchain.js';

export interface Path {
  readonly source: ModelSource;
  /** Each with the form that comes out of it here: `same` and `any` are resolved. */
  readonly legs: readonly Leg[];
}

export interface Leg {
  readonly conversion: Conversion;
  readonly to: Form;
}

/** Where the search has come, for a refusal that says how far it got. */
export interface NoPath {
  readonly reached: readonly string[];
}

interface Stop extends Path {
  readonly form: Form;
  /** Something was done on the board already. */
  readonly onBoard: boolean;
  /** How often it went from the board back to a builder. */
  readonly returns: number;
  readonly cost: number;
}

export type Found =
  | { readonly kind: 'path'; readonly path: Path; readonly cost: number }
  | ({ readonly kind: 'none' } & NoPath);

export function findPath(sources: readonly ModelSource[], conversions: readonly Conversion[], goal: Form): Found {
  const open: Stop[] = sources.map(startAt);
  const closed = new Map<string, Stop>();
  for (;;) {
    const next = takeCheapest(open, closed);
    if (!next) return { kind: 'none', reached: [...new Set([...closed.values()].map(({ form }) => nameOf(form)))] };
    const { source, legs, cost } = next;
    if (nameOf(next.form) === nameOf(goal)) return { kind: 'path', path: { source, legs }, cost };
    closed.set(stateOf(next), next);
    for (const conversion of conversions) if (takes(conversion.from, next.form)) open.push(after(next, conversion));
  }
}

function startAt(source: ModelSource): Stop {
  return { source, legs: [], form: source, onBoard: false, returns: 0, cost: 0 };
}

function after({ source, legs, form, onBoard, returns, cost }: Stop, conversion: Conversion): Stop {
  const { format, precision } = conversion.to;
  const to = { format, precision: precision === 'same' ? form.precision : precision };
  const goesToBuilder = conversion.where === 'builder';
  return {
    source,
    legs: [...legs, { conversion, to }],
    form: to,
    onBoard: !goesToBuilder,
    returns: returns + (goesToBuilder && onBoard ? 1 : 0),
    cost: cost + conversion.cost,
  };
}

/** The first of the cheapest: entries are in the order of the files, and an earlier one is only beaten by a smaller cost. */
function takeCheapest(open: Stop[], closed: ReadonlyMap<string, Stop>): Stop | undefined {
  let best = -1;
  for (const [index, stop] of open.entries()) {
    if (closed.has(stateOf(stop))) continue;
    const champion = open[best];
    if (!champion || isCheaper(stop, champion)) best = index;
  }
  return best < 0 ? undefined : open.splice(best, 1)[0];
}

function isCheaper(one: Stop, other: Stop): boolean {
  if (one.returns !== other.returns) return one.returns < other.returns;
  if (one.cost !== other.cost) return one.cost < other.cost;
  return one.legs.length < other.legs.length;
}

/** The same form on a builder is another state: what follows on a builder costs a way back from the board. */
function stateOf({ form, onBoard }: Stop): string {
  return `${nameOf(form)} ${onBoard ? 'board' : 'builder'}`;
}

export function takes(from: Form, form: Form): boolean {
  return (
    (from.format === 'any' || from.format === form.format) &&
    (from.precision === 'any' || from.precision === form.precision)
  );
}

export function nameOf({ format, precision }: Form): string {
  return `${format}/${precision}`;
}

/** Forms from which conversions lead to the goal, nearest first: what a model would have to have. `any` stands for every one. */
export function leadingTo(goal: Form, conversions: readonly Conversion[]): readonly string[] {
  const found: Form[] = [goal];
  for (const wanted of found) {
    for (const conversion of conversions) {
      const precision = precisionBefore(conversion, wanted);
      if (precision === undefined) continue;
      const form = { format: conversion.from.format, precision };
      if (!found.some((each) => nameOf(each) === nameOf(form))) found.push(form);
    }
  }
  return found.map(nameOf);
}

/** Which precision it would have to be given; undefined: that form does not come out of it. */
function precisionBefore({ from, to }: Conversion, wanted: Form): string | undefined {
  if (to.format !== wanted.format) return undefined;
  const agrees = (one: string): boolean => one === 'any' || wanted.precision === 'any' || one === wanted.precision;
  if (to.precision !== 'same') return agrees(to.precision) ? from.precision : undefined;
  if (!agrees(from.precision)) return undefined;
  return from.precision === 'any' ? wanted.precision : from.precision;
}
