/**
 * Whether a cell makes sense. Three answers, because unknown is not false: a cell about which an attribute is not known is
 * kept, and a warning says so; refusing it would hide a measurement because of a missing line in an inventory.
 */
import type { Cell, Levels } from '#domain/cell.js';
import type { Block, Operand, Requirement } from '#domain/experiment.js';
import { type Facts, type Failure, failure } from '#domain/failure.js';
import { axisName, type LevelId } from '#domain/names.js';

export type Attributes = Readonly<Record<string, number | string | boolean>>;
/** By axis (`device`, `model`) and level. */
export type AttributesOf = (axis: string, level: LevelId) => Attributes | undefined;

export type Answer =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly left: string; readonly right: string }
  | { readonly kind: 'unknown'; readonly attributes: readonly string[] };

type Value = number | string | boolean;

export interface Requires {
  /** The first rule that fails. */
  check(cell: Cell): Failure | null;
  /** Rules that had no answer for some cells. */
  unknown(): { readonly rule: Requirement; readonly facts: Facts }[];
}

export function createRequires(block: Block, attributesOf: AttributesOf): Requires {
  const unknown = new Map<Requirement, { cells: number; readonly attributes: Set<string> }>();
  let checked = 0;
  return {
    check(cell) {
      checked += 1;
      let failed: Failure | null = null;
      for (const rule of block.requires) {
        const said = answer(rule, cell.levels, attributesOf);
        if (said.kind === 'fails')
          failed ??= failure('cell/not-applicable', { rule: rule.text, left: said.left, right: said.right });
        if (said.kind !== 'unknown') continue;
        const seen = unknown.get(rule) ?? { cells: 0, attributes: new Set() };
        seen.cells += 1;
        for (const name of said.attributes) seen.attributes.add(name);
        unknown.set(rule, seen);
      }
      return failed;
    },
    unknown: () =>
      [...unknown].map(([rule, { cells, attributes }]) => ({
        rule,
        facts: { rule: rule.text, cells, of: checked, attributes: [...attributes] },
      })),
  };
}

function answer({ left, operator, right }: Requirement, levels: Levels, attributesOf: AttributesOf): Answer {
  const [a, b] = [valueOf(left, levels, attributesOf), valueOf(right, levels, attributesOf)];
  const unknown = [a === undefined ? nameOf(left) : [], b === undefined ? nameOf(right) : []].flat();
  if (a === undefined || b === undefined) return { kind: 'unknown', attributes: unknown };
  const holds = compare(a, b, operator);
  if (holds === undefined) return { kind: 'unknown', attributes: [...nameOf(left), ...nameOf(right)] };
  return holds ? { kind: 'holds' } : { kind: 'fails', left: String(a), right: String(b) };
}

function valueOf(operand: Operand, levels: Levels, attributesOf: AttributesOf): Value | undefined {
  if (operand.kind === 'literal') return operand.value;
  const level = levels.get(axisName(operand.of));
  const attributes = level === undefined ? undefined : attributesOf(operand.of, level);
  return attributes && Object.hasOwn(attributes, operand.name) ? attributes[operand.name] : undefined;
}

/** Order between unlike kinds, or between truths, has no answer. */
function compare(a: Value, b: Value, operator: Requirement['operator']): boolean | undefined {
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof a !== typeof b || typeof a === 'boolean') return undefined;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function nameOf(operand: Operand): string[] {
  return operand.kind === 'attribute' ? [`${operand.of}.${operand.name}`] : [];
}
