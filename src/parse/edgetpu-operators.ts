/** The table of operators that `edgetpu_compiler` prints, and what it says about how many of them the Edge TPU computes. */
import type { Findings, Place } from './tool-findings.js';
import type { ToolLine } from './tool-lines.js';
import { readCount } from './tool-number.js';
import type { ToolRows } from './tool-reading.js';

interface OperatorRow {
  readonly operator: string;
  readonly count: number;
  readonly status: string;
}

const rowsMost = 1000;

export class OperatorTable {
  readonly rows: OperatorRow[] = [];
  #heading: ToolLine | undefined;

  /** One operator may have several rows, each with another status. */
  take(line: ToolLine, found: Findings): boolean {
    if (/^Operator\s+Count\s+Status\s*$/.test(line.text)) {
      if (this.#heading) found.refuse('operators', 'told-twice', line);
      this.#heading = line;
      return true;
    }
    const [, operator, count = '', status = ''] = /^([A-Z][A-Z0-9_]{0,80})\s+(\S+)\s+(\S.*)$/.exec(line.text) ?? [];
    if (!this.#heading || operator === undefined || !line.ended) return false;
    const value = readCount(count);
    if (typeof value === 'string') found.refuse('operators', value, line);
    else if (this.rows.length >= rowsMost) found.refuse('operators', 'too-many', line);
    else this.rows.push({ operator, count: value, status: status.trim() });
    return true;
  }
}

export function operatorRows({ rows }: OperatorTable): readonly ToolRows[] {
  const columns = [
    { name: 'operator', unit: 'text' },
    { name: 'count', unit: 'count' },
    { name: 'status', unit: 'text' },
  ] as const;
  const cells = rows.map(({ operator, count, status }) => [operator, count, status]);
  return rows.length === 0 ? [] : [{ name: 'operators', columns, rows: cells }];
}

interface Told {
  readonly total: number;
  readonly table: OperatorTable;
  /** Its last lines were printed. */
  readonly ended: boolean;
  /** The last line that counted operators. */
  readonly at: Place;
}

/**
 * How many of them the Edge TPU computes. It is printed only where some stay behind; nothing said means all, but only of
 * output that goes to its end. A table counts when it has them all.
 */
export function mappedOf({ total, table, ended, at }: Told, found: Findings): number | undefined {
  const printed = found.has('operators', 'mapped', 'model') ? found.valueOf('operators', 'mapped', 'model') : null;
  const whole = sum(table.rows) === total && total > 0;
  const counted = sum(table.rows.filter(({ status }) => status === 'Mapped to Edge TPU'));
  if (printed === null) {
    if (whole) return counted;
    return ended && table.rows.length === 0 ? total : undefined;
  }
  const unmapped = found.valueOf('operators', 'unmapped', 'model');
  if (unmapped === null) return undefined;
  const agree = printed + unmapped === total && (!whole || counted === printed);
  if (!agree) found.refuse('operators', 'out-of-order', at);
  return printed;
}

function sum(rows: readonly OperatorRow[]): number {
  return rows.reduce((before, { count }) => before + count, 0);
}
