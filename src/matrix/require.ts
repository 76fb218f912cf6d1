/**
 * Whether a cell makes sense. Three answers, because unknown is not false: a cell about which an attribute is not known is
 * kept, and a warning says so; refusing it would hide a measurement because of a missing line in an inventory.
 */
import { Memo } from '#core/memo.js';
import type { Cell, Levels } from '#domain/cell.js';
import type { Block, Operand, Requirement } from '#domain/experiment.js';
import { type Facts, type Failure, failure } from '#domain/failure.js';
import type { AxisName, LevelId } from '#domain/names.js';

export type Attributes = Readonly<Record<string, number | string | boolean>>;
/** Of what the cell has in the place of `owner`: its device, its model, its host, its board. */
export interface AttributesOf {
  (owner: string, levels: Levels): Attributes | undefined;
  /** Two cells with equal levels here have the same attributes of this owner. */
  readonly axes: (owner: string) => readonly AxisName[];
}

export type Answer =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly failure: Failure }
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
  const rules = block.requires.map((rule) => ({ rule, answerTo: createAnswers(rule, attributesOf) }));
  let checked = 0;
  return {
    check(cell) {
      checked += 1;
      let failed: Failure | null = null;
      for (const { rule, answerTo } of rules) {
        const said = answerTo(cell.levels);
        if (said.kind === 'fails') failed ??= said.failure;
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

/** Two operands, hence one answer for all cells that have the levels in common on which these depend. */
function createAnswers(rule: Requirement, attributesOf: AttributesOf): (levels: Levels) => Answer {
  const answers = new Memo<Answer>();
  const axes = [rule.left, rule.right].flatMap((operand) =>
    operand.kind === 'literal' ? [] : attributesOf.axes(operand.of),
  );
  return (levels) => {
    const keys: (LevelId | undefined)[] = axes.map((axis) => levels.get(axis));
    return (answers.at(keys).made ??= answer(rule, levels, attributesOf));
  };
}

function answer({ text, left, operator, right }: Requirement, levels: Levels, attributesOf: AttributesOf): Answer {
  const [a, b] = [valueOf(left, levels, attributesOf), valueOf(right, levels, attributesOf)];
  const unknown = [a === undefined ? nameOf(left) : [], b === undefined ? nameOf(right) : []].flat();
  if (a === undefined || b === undefined) return { kind: 'unknown', attributes: unknown };
  const holds = compare(a, b, operator);
  if (holds === undefined) return { kind: 'unknown', attributes: [...nameOf(left), ...nameOf(right)] };
  if (holds) return { kind: 'holds' };
  const facts = { rule: text, left: String(a), right: String(b) };
  return { kind: 'fails', failure: failure('cell/not-applicable', facts) };
}

function valueOf(operand: Operand, levels: Levels, attributesOf: AttributesOf): Value | undefined {
  if (operand.kind === 'literal') return operand.value;
  const attributes = attributesOf(operand.of, levels);
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
