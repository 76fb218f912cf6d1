/**
 * Text → selector. `not` binds before `and`, `and` before `or`; terms side by side are joined by `and`. Depth and length are
 * bounded, so that reading and evaluating may recurse.
 */
import { err, ok, type Result } from '#core/result.js';
import { type Expected, type Selector, type SelectorProblem, selectorLimits } from '#domain/selector.js';
import { type Token, tokensOf } from './selector-tokens.js';

export function parseSelector(text: string): Result<Selector, SelectorProblem> {
  const whole = { from: 0, length: text.length };
  const { characters: most } = selectorLimits;
  if (text.length > most) return err({ kind: 'too-long', found: text.length, most, at: whole });
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  if (tokens.value.length === 0) return err({ kind: 'empty', at: whole });
  return new Parser(text, tokens.value).whole();
}

type Parsed = Result<Selector, SelectorProblem>;

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  whole(): Parsed {
    const selector = this.#any(0);
    return selector.ok && this.#peek() ? this.#fail('end') : selector;
  }

  #any(depth: number): Parsed {
    return this.#list(
      'any',
      () => this.#all(depth),
      () => this.#takes('or'),
    );
  }

  #all(depth: number): Parsed {
    return this.#list(
      'all',
      () => this.#one(depth),
      () => this.#takes('and') || this.#begins(),
    );
  }

  /** One alone is no list. */
  #list(kind: 'all' | 'any', one: () => Parsed, goesOn: () => boolean): Parsed {
    const parts: Selector[] = [];
    do {
      const part = one();
      if (!part.ok) return part;
      parts.push(part.value);
    } while (goesOn());
    const [only, second] = parts;
    return ok(only && !second ? only : { kind, of: parts });
  }

  #one(depth: number): Parsed {
    const token = this.#peek();
    const most = selectorLimits.depth;
    if (depth > most && token) return err({ kind: 'too-deep', found: depth, most, at: token.at });
    if (token?.kind === 'term') {
      this.#next += 1;
      return ok(token.term);
    }
    if (this.#takes('not')) {
      const of = this.#one(depth + 1);
      return of.ok ? ok({ kind: 'not', of: of.value }) : of;
    }
    if (!this.#takes('open')) return this.#fail('term');
    const inner = this.#any(depth + 1);
    if (!inner.ok) return inner;
    return this.#takes('close') ? inner : this.#fail('closing');
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #takes(kind: Token['kind']): boolean {
    const takes = this.#peek()?.kind === kind;
    if (takes) this.#next += 1;
    return takes;
  }

  /** Does something begin here that can stand beside what was before? */
  #begins(): boolean {
    return ['term', 'not', 'open'].includes(this.#peek()?.kind ?? '');
  }

  #fail(expected: Expected): { ok: false; error: SelectorProblem } {
    const at = this.#peek()?.at ?? { from: this.#text.length, length: 1 };
    return err({ kind: 'expected', expected, found: this.#text.slice(at.from, at.from + at.length), at });
  }
}
