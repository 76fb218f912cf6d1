/** What is wrong with how a diff was asked for, and what to write instead. */
import { quoted, visible } from './control.js';

export interface WrongOption {
  readonly option: string;
  readonly found: string;
  readonly wanted: string;
  /** The nearest word that would do. */
  readonly meant: string | null;
}

export function describeWrongOption({ option, found, wanted, meant }: WrongOption): string {
  const hint = meant === null ? '' : `\nDid you mean ${meant}?`;
  return `${option}: expected ${wanted}, and found ${quoted(found)}.${hint}`;
}

export interface OneRunSet {
  readonly id: string;
  readonly experiment: string;
  readonly imported?: true;
  /** Of other experiments, newest first. */
  readonly others: readonly string[];
}

export function describeOneRunSet({ id, experiment, imported, others }: OneRunSet): string {
  const rest =
    others.length === 0
      ? []
      : ['Or name both run sets; there are also:', ...others.map((other) => `  ${visible(other)}`)];
  return [
    `There is one run set of ${visible(experiment)} only, ${visible(id)}, and a diff needs two.`,
    imported
      ? 'It is imported, and nothing was measured here that could be set beside it: name another one.'
      : 'Measure it a second time with `orchestrate run FILE`, then ask again.',
    ...rest,
  ].join('\n');
}

export function describeSameTwice(id: string): string {
  return [
    `A and B are the same run set, ${visible(id)}: every cell is the same as itself.`,
    'Name another one as A or B; `orchestrate diff` alone compares the latest with the one before it.',
  ].join('\n');
}

export interface CollisionWords {
  readonly side: 'a' | 'b';
  readonly slugs: readonly [string, string];
  readonly becomes: string;
}

export function describeCollision({ side, slugs, becomes }: CollisionWords): string {
  return [
    `With this alignment two cells of ${side.toUpperCase()} would be one, ${visible(becomes)}:`,
    ...slugs.map((slug) => `  ${visible(slug)}`),
    'Narrow to one of them with `--where`, or align fewer levels.',
  ].join('\n');
}

/** A rule of `--align` or `--assume` that touched no cell. `there`: the levels of that axis that it could have meant. */
export function describeUnusedRule(rule: string, there: readonly string[]): string {
  const levels = there.length === 0 ? 'no cell has this axis' : `the levels there are ${there.map(visible).join(', ')}`;
  return `${visible(rule)} changes no cell: ${levels}.`;
}
