/** Many rows by few statements: a session has fifteen numbers, and each statement costs more than a row. */
import type { Database, Statement } from 'better-sqlite3';

/** At most so many statements are kept. */
const rowsMax = 16;

/** The columns in the order of the table. */
export function rowsInserter(
  db: Database,
  table: string,
  columns: number,
): (rows: readonly (readonly unknown[])[]) => void {
  const row = `(${Array.from({ length: columns }, () => '?').join()})`;
  const statements = new Map<number, Statement>();
  const statementOf = (count: number): Statement => {
    const known = statements.get(count);
    if (known) return known;
    const values = Array.from({ length: count }, () => row).join();
    const made = db.prepare(`INSERT INTO ${table} VALUES ${values}`);
    statements.set(count, made);
    return made;
  };
  return (rows) => {
    for (let from = 0; from < rows.length; from += rowsMax) {
      const some = rows.slice(from, from + rowsMax);
      statementOf(some.length).run(...some.flat());
    }
  };
}
