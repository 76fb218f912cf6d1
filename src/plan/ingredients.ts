/** What an artifact was made of, thing by thing, so that two of them can be told apart: the names of what the key holds. */
import type { Digest } from '#core/digest.js';
import type { PlannedStep } from '#domain/plan.js';
import { argvFor, filesOf } from './steps.js';

/** Name → value, in the order in which people ask: what went in, what worked on it, with what words. */
export type Ingredients = ReadonlyMap<string, string>;

export interface Made {
  readonly step: PlannedStep;
  /** Of what went in; null: not known. */
  readonly input: Digest | null;
  /** Of the tool; null: not known. */
  readonly version: string | null;
}

export function ingredientsOf({ step, input, version }: Made): Ingredients {
  const { argv, variants, tool, to, target = [], calibration, answer } = step;
  const told = new Map<string, string>();
  told.set('input', input ?? 'unknown');
  told.set('conversion', `${step.toolchain} ${step.conversion}`);
  told.set(`tool ${tool}`, version ?? 'unknown');
  told.set('gives', `${to.format} ${to.precision}`);
  told.set('words', argvFor({ argv, ...(variants ? { variants } : {}) }, version ?? '').join(' '));
  for (const { name, digest } of filesOf(step)) told.set(`file ${name}`, digest);
  if (target.length > 0) told.set('facts of its board', target.join(', '));
  if (calibration)
    told.set(
      'calibration',
      calibration.kind === 'items'
        ? `${calibration.items.length} items of ${calibration.file.digest}`
        : `random ${calibration.shape.join(' × ')}, seed ${calibration.seed}`,
    );
  if (answer)
    told.set(
      'items',
      answer.items.kind === 'items' ? `${answer.items.items.join(' ')} of ${answer.items.file.digest}` : 'random',
    );
  return told;
}

export interface Difference {
  readonly name: string;
  /** Null: it is not among them. */
  readonly here: string | null;
  readonly there: string | null;
}

export function differences(here: Ingredients, there: Ingredients): readonly Difference[] {
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((name) => {
    const [a, b] = [here.get(name) ?? null, there.get(name) ?? null];
    return a === b ? [] : [{ name, here: a, there: b }];
  });
}
