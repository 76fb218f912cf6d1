/** Rows of one kind of sample, each with the columns that its line had; what a line did not speak of is null in its row. */
import type { MetricUnit } from '#domain/metric.js';
import type { ToolRows } from './tool-reading.js';

export interface SampleCell {
  readonly unit: MetricUnit | 'text';
  /** Null: it says that it does not know. */
  readonly value: number | string | null;
}

/** By column, in the order in which they came. */
export type Sample = ReadonlyMap<string, SampleCell>;

const columnsMost = 300;

export class SampleTable {
  readonly #columns = new Map<string, MetricUnit | 'text'>();
  readonly #samples: Sample[] = [];

  add(sample: Sample): void {
    for (const [name, { unit }] of sample)
      if (!this.#columns.has(name) && this.#columns.size < columnsMost) this.#columns.set(name, unit);
    this.#samples.push(sample);
  }

  get count(): number {
    return this.#samples.length;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  rows(name: string): readonly ToolRows[] {
    if (this.#samples.length === 0) return [];
    const columns = [...this.#columns].map(([column, unit]) => ({ name: column, unit }));
    const rows = this.#samples.map((sample) => columns.map((column) => sample.get(column.name)?.value ?? null));
    return [{ name, columns, rows }];
  }
}
