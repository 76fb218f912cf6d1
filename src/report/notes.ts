/** Notes below a table, numbered where they are met first, so that the same one has one number. */
export class Notes {
  readonly #numbers = new Map<string, number>();

  markOf(note: string): string {
    const number = this.#numbers.get(note) ?? this.#numbers.size + 1;
    this.#numbers.set(note, number);
    return `[${number}]`;
  }

  lines(): readonly string[] {
    return [...this.#numbers].map(([note, number]) => `[${number}] ${note}`);
  }
}
