/** The text of a selector as tokens. A whole term is one token: only behind a colon is `or` a value. */
import { isGlob } from '#core/glob.js';
import { err, ok, type Result } from '#core/result.js';
import {
  type Comparison,
  comparisons,
  type FieldTerm,
  type FieldValue,
  type MetricTerm,
  metricKindOf,
  metricKinds,
  type Place,
  type SelectorProblem,
  selectorLimits,
} from '#domain/selector.js';
import { isUnit, quantityOf, unitsOf } from './selector-quantity.js';

export type Token =
  | { readonly kind: 'and' | 'or' | 'not' | 'open' | 'close'; readonly at: Place }
  | { readonly kind: 'term'; readonly term: FieldTerm | MetricTerm; readonly at: Place };

type Step<T> = Result<T, SelectorProblem>;

const space = /\s*/y;
const sign = /\|\|?|&&?|\(|\)|!(?!=)/y;
const name = /[A-Za-z0-9][A-Za-z0-9_.+-]*/y;
const bare = /[^\s()|,'"<>&!]+/y;
const quotes = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy;
const comparison = new RegExp(comparisons.join('|'), 'y');
const number = /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const unit = /%|\/s|[A-Za-zµ\u03bc]+/y;
/** For messages: as much as a person would call one word. */
const word = /[^\s()|&,]+|\S/y;

const signs: Readonly<Record<string, Exclude<Token['kind'], 'term'>>> = {
  '|': 'or',
  '||': 'or',
  '&': 'and',
  '&&': 'and',
  '!': 'not',
  '(': 'open',
  ')': 'close',
};
const keywords: readonly Token['kind'][] = ['and', 'or', 'not'];

export function tokensOf(text: string): Step<readonly Token[]> {
  const scanner = new Scanner(text);
  const tokens: Token[] = [];
  for (scanner.take(space); scanner.at < text.length; scanner.take(space)) {
    const token = scanner.token();
    if (!token.ok) return token;
    tokens.push(token.value);
  }
  return ok(tokens);
}

class Scanner {
  readonly #text: string;
  #values = 0;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  token(): Step<Token> {
    const from = this.at;
    const taken = this.take(sign);
    const kind = taken === undefined ? undefined : signs[taken];
    if (kind) return ok({ kind, at: this.#since(from) });
    const named = this.take(name);
    if (named === undefined) return this.#expected('term');
    if (this.#text[this.at] === ':') {
      this.at += 1;
      return this.#field(named, from);
    }
    const end = this.at;
    this.take(space);
    const operator = this.take(comparison);
    if (operator !== undefined) return this.#metric(named, from, operator);
    this.at = end;
    const keyword = keywords.find((each) => each === named.toLowerCase());
    if (keyword && keyword !== 'term') return ok({ kind: keyword, at: this.#since(from) });
    this.at = from;
    return this.#expected('term');
  }

  #field(field: string, from: number): Step<Token> {
    const values: FieldValue[] = [];
    do {
      // Behind a comma a list may go on after a space; behind the colon a space would part what belongs together.
      if (values.length > 0) this.take(space);
      const value = this.#value();
      if (!value.ok) return value;
      values.push(value.value);
      this.#values += 1;
      const most = selectorLimits.values;
      if (this.#values > most) return err({ kind: 'too-many-values', found: this.#values, most, at: value.value.at });
    } while (this.take(/,/y) !== undefined);
    const at = this.#since(from);
    return ok({ kind: 'term', term: { kind: 'field', field, values, at }, at });
  }

  #value(): Step<FieldValue> {
    const from = this.at;
    const plain = this.take(bare);
    if (plain !== undefined) return ok({ kind: isGlob(plain) ? 'glob' : 'exact', text: plain, at: this.#since(from) });
    const quoted = this.take(quotes);
    if (quoted !== undefined) {
      const text = quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
      return ok({ kind: 'exact', text, at: this.#since(from) });
    }
    const open = this.#text[from] === '"' || this.#text[from] === "'";
    if (!open) return this.#expected('value');
    return err({
      kind: 'expected',
      expected: 'end of quotes',
      found: '',
      at: { from, length: this.#text.length - from },
    });
  }

  #metric(metric: string, from: number, operator: string): Step<Token> {
    const kind = metricKindOf(metric);
    const named = { from, length: metric.length };
    if (!kind) {
      if (operator === '=' || operator === '==') return err({ kind: 'needs-colon', name: metric, at: named });
      return err({ kind: 'unknown-metric', name: metric, known: [...Object.keys(metricKinds), 'top-1'], at: named });
    }
    this.take(space);
    const start = this.at;
    const digits = this.take(number);
    if (digits === undefined) return this.#expected('number');
    const unitText = this.take(unit) ?? this.#unitApart((text) => isUnit(kind, text));
    const value = quantityOf(kind, digits, unitText);
    const at = this.#since(start);
    if (value === undefined) return err({ kind: 'unit', metric, found: unitText, units: unitsOf(kind), at });
    const found = this.#text.slice(start, this.at);
    if (!Number.isFinite(value)) return err({ kind: 'expected', expected: 'number', found, at });
    if (kind === 'share' && value > 1) return err({ kind: 'not-a-share', metric, found, at });
    const term = { kind: 'metric', metric, operator: comparisonOf(operator), value, at: this.#since(from) } as const;
    return ok({ kind: 'term', term, at: term.at });
  }

  /** `10 ms` as the tables write it, unless the word begins another term. */
  #unitApart(known: (text: string) => boolean): string {
    const end = this.at;
    this.take(space);
    const found = this.take(unit);
    const goesOn = /[\w.:+-]|\s*[<>=!]/y;
    goesOn.lastIndex = this.at;
    if (found !== undefined && known(found) && !goesOn.test(this.#text)) return found;
    this.at = end;
    return '';
  }

  #since(from: number): Place {
    return { from, length: this.at - from };
  }

  #expected(expected: 'term' | 'value' | 'number'): { ok: false; error: SelectorProblem } {
    const from = this.at;
    const found = this.take(word) ?? '';
    return err({ kind: 'expected', expected, found, at: { from, length: Math.max(1, found.length) } });
  }
}

function comparisonOf(operator: string): Comparison {
  if (operator === '==') return '=';
  return comparisons.find((each): each is Exclude<typeof each, '=='> => each === operator) ?? '=';
}
