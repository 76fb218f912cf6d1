/**
 * `device.memory_mb >= model.min_memory_mb`: a language of one comparison. Total and without side effects: no names but
 * attributes, no calls, nothing that could take long.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Operand, Requirement } from '#domain/experiment.js';
import { axisName } from '#domain/names.js';

export interface ExpressionError {
  /** Offset in the expression. */
  readonly from: number;
  readonly length: number;
  readonly expected: 'operand' | 'operator' | 'end';
  readonly found: string;
}

const operators = ['<=', '>=', '==', '!=', '<', '>'] as const;
const token =
  /\s*(?:([A-Za-z_][A-Za-z0-9_.]*)|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)|'([^']*)'|"([^"]*)"|(<=|>=|==|!=|<|>)|(\S))/y;
/** Only these have attributes today. */
const attributeOwners: readonly string[] = ['device', 'model', 'host', 'board'];

export function parseRequirement(text: string): Result<Requirement, ExpressionError> {
  const tokens = tokensOf(text);
  const [left, operator, right, rest] = tokens;
  const leftOperand = left && operandOf(left);
  if (!leftOperand) return fail(left, 'operand', text);
  const symbol = operators.find((each) => operator?.kind === 'operator' && each === operator.text);
  if (!symbol) return fail(operator, 'operator', text);
  const rightOperand = right && operandOf(right);
  if (!rightOperand) return fail(right, 'operand', text);
  if (rest) return fail(rest, 'end', text);
  return ok({ text, left: leftOperand, operator: symbol, right: rightOperand });
}

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'other';
  readonly text: string;
  readonly from: number;
  readonly length: number;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [whole, name, number, single, double, operator, other] = found;
    const bare = whole.trimStart();
    const from = found.index + whole.length - bare.length;
    const at = { from, length: bare.length };
    if (name !== undefined) tokens.push({ kind: 'name', text: name, ...at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, ...at });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator, ...at });
    else if (other !== undefined) tokens.push({ kind: 'other', text: other, ...at });
    else tokens.push({ kind: 'string', text: single ?? double ?? '', ...at });
  }
  return tokens;
}

function operandOf({ kind, text }: Token): Operand | undefined {
  if (kind === 'number') return { kind: 'literal', value: Number(text) };
  if (kind === 'string') return { kind: 'literal', value: text };
  if (kind !== 'name') return undefined;
  if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
  const [owner, name, ...more] = text.split('.');
  if (owner === undefined || !name || more.length > 0 || !attributeOwners.includes(owner)) return undefined;
  return { kind: 'attribute', of: axisName(owner), name };
}

function fail(
  at: Token | undefined,
  expected: ExpressionError['expected'],
  text: string,
): { ok: false; error: ExpressionError } {
  return err({ from: at?.from ?? text.length, length: at?.length ?? 1, expected, found: at?.text ?? '' });
}
