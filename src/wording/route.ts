/** Words about the steps of a route: where each is done, whether it must be, and what was not taken. */
import type { Alternative, WhyNot } from '#domain/alternative.js';
import { visible } from './control.js';
import { plural } from './quantity.js';

export interface StepPlace {
  readonly where: 'builder' | 'board';
  /** Any of them does it. */
  readonly machines: readonly string[];
}

/** `builder pc`, `pi-4 or pi-5`. */
export function placeWords({ where, machines }: StepPlace): string {
  const names = someOf(machines);
  return where === 'builder' ? `builder ${names}` : names;
}

export interface StepCache {
  readonly cache: 'hit' | 'miss' | 'refused' | 'unknown';
  /** What of it is not known: which tool a machine has, or what an earlier step gives. */
  readonly awaits: 'probe' | 'step' | null;
  readonly machines: readonly string[];
}

export function cacheWords({ cache, awaits, machines }: StepCache): string {
  switch (cache) {
    case 'hit':
      return 'hit: nothing to do';
    case 'miss':
      return 'fresh: will be made';
    case 'refused':
      return 'refused before';
    case 'unknown':
      return awaits === 'step' ? 'unknown until what it takes is made' : `unknown until ${someOf(machines)} is probed`;
  }
}

const namesMost = 3;

function someOf(machines: readonly string[]): string {
  const shown = machines.slice(0, namesMost).map(visible).join(' or ') || 'its machine';
  return machines.length > namesMost ? `${shown} or ${plural(machines.length - namesMost, 'other')}` : shown;
}

export function alternativeWords({ kind, name, instead, why }: Alternative): string {
  const what = `${kind} ${visible(name)}`;
  switch (why.kind) {
    case 'lacks':
      return `${what}: ${visible(why.machine)} lacks ${why.tools.map(visible).join(', ')}`;
    case 'cannot':
      return `${what}: does not do ${demandWords(why)}`;
    case 'dearer':
      return `${what}: costs ${why.cost}, and ${visible(instead)} ${why.taken}`;
    case 'later':
      return `${what}: behind ${visible(instead)} in the toolchain`;
    case 'chosen':
      return `${what}: ${visible(instead)} was chosen when it was planned`;
  }
}

function demandWords({ what, wanted }: Extract<WhyNot, { readonly kind: 'cannot' }>): string {
  switch (what) {
    case 'batch':
      return `a batch of ${wanted}`;
    case 'streams':
      return `${wanted} inferences in flight`;
    case 'pause':
      return 'a pause after the warm-up';
    case 'target':
      return 'measuring for a given time';
  }
}
