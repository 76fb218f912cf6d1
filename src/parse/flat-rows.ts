/**
 * A JSON list of flat objects, read row by row: a file that was cut keeps the rows before the cut, and what is no JSON says
 * where. Numbers stay as they were printed, so that nothing is rounded before its unit is known.
 */

export type FlatRow = ReadonlyMap<string, string>;

export type FlatRows =
  /** `ended`: its closing bracket is there. */
  | { readonly kind: 'rows'; readonly rows: readonly FlatRow[]; readonly ended: boolean }
  | { readonly kind: 'wrong'; readonly line: number; readonly column: number };

/** Of rows: three hours at some hundred inferences a second. */
const rowsMost = 2_000_000;

const token = /[ \t\r\n]*(?:([[\]{}:,])|"((?:[^"\\\u0000-\u001f]|\\.){0,200})"|([A-Za-z0-9+.-]{1,40}))/y;

type Token = { readonly kind: 'sign' | 'name' | 'word'; readonly text: string } | undefined;

/** `from`: where the list begins in the text. */
export function flatRows(text: string, from = 0): FlatRows {
  const reader = new Reader(text, from);
  const rows: FlatRow[] = [];
  if (!reader.sign('[')) return reader.outcome(rows);
  while (rows.length < rowsMost) {
    if (rows.length === 0 ? reader.sign(']') : !reader.sign(',') && reader.sign(']')) return reader.last(rows);
    const row = reader.row();
    if (!row) break;
    rows.push(row);
  }
  return reader.outcome(rows);
}

class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  /** Moves on only where the sign stands. */
  sign(sign: string): boolean {
    const before = this.#at;
    if (this.#next()?.text === sign) return true;
    this.#at = before;
    return false;
  }

  row(): FlatRow | undefined {
    if (!this.sign('{')) return undefined;
    const row = new Map<string, string>();
    do {
      const before = this.#at;
      const name = this.#next();
      if (name?.kind !== 'name' || row.has(name.text)) {
        this.#at = before;
        return undefined;
      }
      if (!this.sign(':')) return undefined;
      const value = this.#at;
      const word = this.#next();
      if (word?.kind !== 'word') {
        this.#at = value;
        return undefined;
      }
      row.set(name.text, word.text);
    } while (this.sign(','));
    return this.sign('}') ? row : undefined;
  }

  /** After the closing bracket nothing may come. */
  last(rows: readonly FlatRow[]): FlatRows {
    return this.#rest() === '' ? { kind: 'rows', rows, ended: true } : this.#wrong();
  }

  /** It stopped before its end: at the end of the text it was cut, elsewhere it is wrong. */
  outcome(rows: readonly FlatRow[]): FlatRows {
    const rest = this.#rest();
    // A word or a name that the end of the text may have cut is no mistake.
    const cut = rest === '' || /^(?:[A-Za-z0-9+.-]{1,40}|"(?:[^"\\\u0000-\u001f]|\\.){0,200}\\?)$/.test(rest);
    return cut ? { kind: 'rows', rows, ended: false } : this.#wrong();
  }

  #rest(): string {
    return this.#text.slice(this.#at).trimStart().slice(0, 500).trimEnd();
  }

  #wrong(): FlatRows {
    const at = this.#text.length - this.#text.slice(this.#at).trimStart().length;
    const before = this.#text.slice(0, at).split('\n');
    return { kind: 'wrong', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  #next(): Token {
    token.lastIndex = this.#at;
    const [whole, sign, name, word] = token.exec(this.#text) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    if (sign !== undefined) return { kind: 'sign', text: sign };
    return name === undefined ? { kind: 'word', text: word ?? '' } : { kind: 'name', text: name };
  }
}
