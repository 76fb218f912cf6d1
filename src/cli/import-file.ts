/** What `import` does: read both files whole, or say all that is wrong with them; then one transaction. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Imported, KeptText } from '#domain/imported.js';
import { labelsOf, type RunSet } from '#domain/run-set.js';
import { importedBefore, importTable } from '#engine/import-table.js';
import { readImportMapping } from '#spec/import-mapping.js';
import { readTable } from '#spec/import-table.js';
import { describeNoKind, describeNoMapping, importedWords } from '#wording/imported.js';
import { describeLabelProblem } from '#wording/run-label.js';
import { openImports } from './compose-import.js';
import { shown } from './nearby.js';
import { print, printJson, UserMistake } from './output.js';
import { type Project, projectHere } from './project.js';
import { understood } from './source-text.js';
import { placeOf } from './start-run.js';
import { readKeptFile } from './text-file.js';

export interface ImportOptions {
  readonly mapping?: string;
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly dryRun?: true;
  readonly store?: string;
  readonly json?: true;
}

export function importFile(file: string, options: ImportOptions): void {
  const labels = labelsOf(options.name, options.tag ?? []);
  if (!labels.ok) throw new UserMistake(describeLabelProblem(labels.error));
  const { project } = projectHere(process.cwd(), options.store);
  const { name, imported } = readImport(file, options.mapping, project);
  const ended = (outcome: Ended['outcome'], runSet: RunSet | null): void =>
    say({ outcome, file, runSet: runSet?.id ?? null, experiment: runSet?.experiment ?? name, imported }, options);
  if (options.dryRun) return ended('dry-run', null);
  const { store, clock, close } = openImports(project);
  try {
    const before = importedBefore(store, imported);
    if (before) return ended('already', before);
    const entropy = randomBytes(2).toString('hex');
    ended('imported', importTable({ store, clock }, { name, imported, labels: labels.value, entropy }));
  } finally {
    close();
  }
}

/** Tables are the one kind yet: another one is told by its name, and read by its own reader. */
function readImport(file: string, wanted: string | undefined, project: Project): { name: string; imported: Imported } {
  const path = resolve(file);
  if (!/\.csv$/i.test(path)) throw new UserMistake(describeNoKind(shown(path)));
  const table = keptFile(path, 'CSV', project);
  const rulesPath = mappingPath(path, wanted);
  const mapping = keptFile(rulesPath, 'mapping', project);
  const rules = understood(
    readImportMapping({ name: shown(rulesPath), text: mapping.text }),
    shown(rulesPath),
    nothing,
  );
  const read = understood(readTable({ name: shown(path), text: table.text }, rules), shown(path), nothing);
  const { name, source, caveats, weights } = rules;
  return { name, imported: { table, mapping, source, caveats, weights, columns: read.columns, cells: read.cells } };
}

const nothing = 'nothing was imported';

/** `results.csv` is explained by `results.yaml`. */
function mappingPath(table: string, wanted: string | undefined): string {
  if (wanted !== undefined) return resolve(wanted);
  const beside = table.replace(/\.csv$/i, '.yaml');
  if (existsSync(beside)) return beside;
  throw new UserMistake(describeNoMapping(shown(table), shown(beside)));
}

function keptFile(path: string, what: string, project: Project): KeptText {
  const name = shown(path);
  return { path: placeOf(path, project), ...understood(readKeptFile({ path, name, what }), name, nothing) };
}

interface Ended {
  readonly outcome: 'imported' | 'already' | 'dry-run';
  /** As it was called; the store keeps its place in the project. */
  readonly file: string;
  readonly runSet: string | null;
  readonly experiment: string;
  readonly imported: Imported;
}

function say({ outcome, file, runSet, experiment, imported }: Ended, { json }: ImportOptions): void {
  const { table, mapping, cells } = imported;
  const unsupported = cells.filter(({ state }) => state === 'unsupported').length;
  const byState = { reported: cells.length - unsupported, unsupported };
  const figures = cells.reduce((sum, { metrics }) => sum + metrics.length, 0);
  const said = { outcome, runSet, experiment, byState, figures };
  if (!json) return print(importedWords({ ...said, table: shown(resolve(file)) }));
  const textOf = ({ path, digest, bytes }: KeptText) => ({ path, sha256: digest, bytes });
  printJson({ view: 'import', format: 1, ...said, table: textOf(table), mapping: textOf(mapping) });
}
