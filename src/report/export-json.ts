/** `export --json`: one object with run set, cells and sessions, written member by member, one cell or session a line. */
import { visibleJson } from '#wording/control.js';
import type { ExportCell, ExportHead, ExportSession } from './export.js';

export function* exportAsJson(
  { runSet, narrowed, axes }: ExportHead,
  cells: Iterable<ExportCell>,
  sessions: Iterable<ExportSession>,
): Generator<string> {
  const head = JSON.stringify({ view: 'export', format: 1, runSet, narrowed, axes });
  yield `${head.slice(0, -1)},"cells":[`;
  yield* members(cells);
  yield '],"sessions":[';
  yield* members(sessions);
  yield ']}\n';
}

function* members(values: Iterable<unknown>): Generator<string> {
  let before = '\n';
  for (const value of values) {
    yield `${before}${visibleJson(JSON.stringify(value))}`;
    before = ',\n';
  }
  yield '\n';
}
