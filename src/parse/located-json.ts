/**
 * JSON with the place of everything in it, of files that tools write: where a value stands is told with it, and what was cut off
 * is told from what is wrong. Numbers stay as they are written.
 */

export type LocatedJson = { readonly at: number } & (
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, LocatedJson> }
  | { readonly kind: 'array'; readonly items: readonly LocatedJson[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'word'; readonly text: 'true' | 'false' | 'null' }
);

/** `at` counts code units from 0. */
export type JsonReading =
  | { readonly kind: 'read'; readonly value: LocatedJson }
  /** It ends before it is whole. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'wrong'; readonly at: number };

const depthMost = 32;

export function readLocatedJson(text: string): JsonReading {
  const reader = new Reader(text);
  const value = reader.value(0);
  if (value !== undefined && reader.atEnd()) return { kind: 'read', value };
  return reader.cut && value === undefined ? { kind: 'cut' } : { kind: 'wrong', at: reader.at };
}

/** Of a place in a text: its line and its column, both from 1. */
export function placeOf(
  text: string,
  at: number,
): { readonly line: number; readonly column: number; readonly ended: true } {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, ended: true };
}

/** Each token from where the last one ended. What may still become one at the end of the text was cut. */
const tokens = {
  space: /[ \t\r\n]*/y,
  text: /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y,
  number: /-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?(?=[\s,\]}])/y,
  word: /true|false|null/y,
} as const;

class Reader {
  at = 0;
  cut = false;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.at = text.startsWith('\ufeff') ? 1 : 0;
  }

  atEnd(): boolean {
    this.#take('space');
    return this.at >= this.#text.length;
  }

  /** Nothing: `at` is where it went wrong, unless it was cut. */
  value(depth: number): LocatedJson | undefined {
    if (this.atEnd()) this.cut = true;
    const at = this.at;
    const first = this.#text[at];
    if (this.cut || depth > depthMost) return undefined;
    if (first === '{') return this.#object(at, depth);
    if (first === '[') return this.#array(at, depth);
    if (first === '"') {
      const text = this.#string();
      return text === undefined ? undefined : { kind: 'text', at, text };
    }
    const word = this.#take('word');
    if (word === 'true' || word === 'false' || word === 'null') return { kind: 'word', at, text: word };
    const number = this.#take('number');
    if (number !== undefined) return { kind: 'number', at, text: number };
    // The start of a number or of a word, and then nothing.
    this.cut = /^[-+.\w]{0,40}$/.test(this.#text.slice(at, at + 41));
    return undefined;
  }

  #object(at: number, depth: number): LocatedJson | undefined {
    const members = new Map<string, LocatedJson>();
    const whole = this.#list('}', () => {
      const name = this.#string();
      if (name === undefined || !this.#mark(':')) return false;
      const value = this.value(depth + 1);
      // Which of two would be true?
      if (value === undefined || members.has(name)) return false;
      members.set(name, value);
      return true;
    });
    return whole ? { kind: 'object', at, members } : undefined;
  }

  #array(at: number, depth: number): LocatedJson | undefined {
    const items: LocatedJson[] = [];
    const whole = this.#list(']', () => {
      const value = this.value(depth + 1);
      if (value !== undefined) items.push(value);
      return value !== undefined;
    });
    return whole ? { kind: 'array', at, items } : undefined;
  }

  #list(close: string, item: () => boolean): boolean {
    this.at += 1;
    this.#take('space');
    if (this.#text[this.at] === close) {
      this.at += 1;
      return true;
    }
    for (;;) {
      if (!item()) return false;
      if (this.atEnd()) this.cut = true;
      const mark = this.#text[this.at];
      if (mark !== ',' && mark !== close) return false;
      this.at += 1;
      if (mark === close) return true;
    }
  }

  #mark(mark: string): boolean {
    if (this.atEnd()) this.cut = true;
    if (this.#text[this.at] !== mark) return false;
    this.at += 1;
    return true;
  }

  #string(): string | undefined {
    if (this.atEnd()) this.cut = true;
    const token = this.#take('text');
    if (token !== undefined) {
      const text: unknown = JSON.parse(token);
      return typeof text === 'string' ? text : undefined;
    }
    // One that begins and has no end.
    const rest = this.#text.slice(this.at);
    this.cut ||= /^"(?:[^"\\\u0000-\u001f]|\\.)*\\?$/.test(rest);
    return undefined;
  }

  #take(kind: keyof typeof tokens): string | undefined {
    const pattern = tokens[kind];
    pattern.lastIndex = this.at;
    const [token] = pattern.exec(this.#text) ?? [];
    if (token !== undefined) this.at += token.length;
    return token;
  }
}
