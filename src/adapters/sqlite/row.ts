/**
 * The border between rows and domain types: a row is a foreign value until it is checked, column by column. A row that
 * cannot be what it says is an error that names table and row, never a default.
 */

/** Not a bug of ours and not a mistake of the user: the file was damaged or edited. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
  readonly table: string;
  readonly row: string;

  constructor(table: string, row: string, problem: string) {
    super(`table ${table}, row ${row}: ${problem}`);
    this.table = table;
    this.row = row;
  }
}

export type TypeName = 'string' | 'number' | 'boolean' | 'object' | 'array';
export type Shape = Readonly<Record<string, TypeName>>;

export class Row {
  readonly #table: string;
  readonly #key: string;
  readonly #columns: Readonly<Record<string, unknown>>;

  /** `key` is the column, or the first of them, that people find the row by. */
  constructor(table: string, key: string, raw: unknown) {
    this.#table = table;
    this.#columns = isObject(raw) ? raw : {};
    this.#key = `${key}=${String(this.#columns[key])}`;
  }

  text(column: string): string {
    const value = this.#columns[column];
    return typeof value === 'string' ? value : this.damaged(`${column} is no text`);
  }

  textOrNull(column: string): string | null {
    return this.#columns[column] === null ? null : this.text(column);
  }

  number(column: string): number {
    const value = this.#columns[column];
    return typeof value === 'number' ? value : this.damaged(`${column} is no number`);
  }

  numberOrNull(column: string): number | null {
    return this.#columns[column] === null ? null : this.number(column);
  }

  oneOf<T extends string>(column: string, allowed: readonly T[]): T {
    const value = this.text(column);
    return allowed.find((one) => one === value) ?? this.damaged(`${column} is '${value}'`);
  }

  /** Text through a parser that answers undefined for what it does not accept. */
  parsed<T>(column: string, parse: (text: string) => T | undefined): T {
    return parse(this.text(column)) ?? this.damaged(`${column} is malformed`);
  }

  json(column: string): unknown {
    try {
      return JSON.parse(this.text(column));
    } catch (error) {
      if (error instanceof SyntaxError) return this.damaged(`${column} is no JSON`);
      throw error;
    }
  }

  /** A JSON object whose named members have these types. */
  shaped(column: string, shape: Shape): Readonly<Record<string, unknown>> {
    return this.check(column, this.json(column), shape);
  }

  check(where: string, value: unknown, shape: Shape): Readonly<Record<string, unknown>> {
    if (!isObject(value)) return this.damaged(`${where} is no object`);
    for (const [member, type] of Object.entries(shape)) {
      if (typeName(value[member]) !== type) return this.damaged(`${where}.${member} is no ${type}`);
    }
    return value;
  }

  damaged(problem: string): never {
    throw new DamagedRow(this.#table, this.#key, problem);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
