/** The tables of experiments/published, as `import` reads them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceText } from '#domain/diagnostic.js';
import { readImportMapping } from '#spec/import-mapping.js';
import { readTable } from '#spec/import-table.js';
import { value } from './road.js';

export interface PublishedCell {
  readonly slug: string;
  readonly levels: Readonly<Record<string, string>>;
  /** It has figures; else it is unsupported. */
  readonly measured: boolean;
}

const folder = join(import.meta.dirname, '../../../experiments/published');

export function publishedCells(table: string): readonly PublishedCell[] {
  const mapping = value(readImportMapping(source(`${table}.yaml`)));
  return value(readTable(source(`${table}.csv`), mapping)).cells.map(({ slug, levels, state }) => ({
    slug,
    levels,
    measured: state === 'reported',
  }));
}

function source(name: string): SourceText {
  return { name, text: readFileSync(join(folder, name), 'utf8') };
}
