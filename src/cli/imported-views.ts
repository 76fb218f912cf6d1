/** What commands that look say of a run set that was imported: they find it here before they look for measurements. */
import type { Imported, ImportedCell } from '#domain/imported.js';
import type { RunSet } from '#domain/run-set.js';
import type { ResultReader } from '#ports/result-store.js';
import { importedOf, selectableImported } from '#report/imported.js';
import { importedCellOf, importedCellText } from '#report/imported-cell.js';
import { importedHead, importedText } from '#report/imported-text.js';
import { nothingToMeasure } from '#wording/imported.js';
import { print, printJson, terminal } from './output.js';
import { selectCell } from './select-cell.js';
import { whereOf } from './where.js';

export interface Asked {
  readonly where?: string | undefined;
  readonly cell?: string | undefined;
  readonly json?: true | undefined;
}

/** Undefined of one that was measured. */
export function importedIn(reader: ResultReader, runSet: RunSet): Imported | undefined {
  return runSet.imported ? reader.imported(runSet.id) : undefined;
}

export function showImported(runSet: RunSet, imported: Imported, { where, cell, json }: Asked): void {
  if (cell !== undefined) {
    const page = importedCellOf(runSet, imported, selectCell(imported.cells, cell));
    return json ? printJson(page) : print(importedCellText(page, terminal()));
  }
  const view = importedOf(runSet, imported, cellsWhere(imported, where));
  return json ? printJson(view) : print(importedText(view, terminal()));
}

/** Where it stands: it is there. */
export function importedStatus(runSet: RunSet, imported: Imported, json: true | undefined): void {
  const view = importedOf(runSet, imported);
  if (json) printJson(view);
  else print([...importedHead(view, terminal()), nothingToMeasure]);
}

export function cellsWhere({ cells }: Imported, where: string | undefined): readonly ImportedCell[] {
  return where === undefined ? cells : whereOf(where, cells, selectableImported);
}
