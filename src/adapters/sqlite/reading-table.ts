/** Table `reading`: what readers made of tools' words; of an attempt the highest revision counts. */
import type { Database } from 'better-sqlite3';
import type { WallTime } from '#core/units.js';
import type { LogReading } from '#domain/log-reading.js';
import type { AttemptId } from '#domain/names.js';
import { compileTools, runTools } from '#domain/tool.js';
import { Row } from './row.js';

export interface ReadingTable {
  /** False if there is one of this revision already, or of a later one. */
  add(attempt: number, reading: LogReading, at: WallTime): boolean;
  /** That which counts. */
  of(attempt: number): LogReading | undefined;
  ofId(attempt: AttemptId): LogReading | undefined;
}

const tools = [...runTools, ...compileTools];

export function readingTable(db: Database): ReadingTable {
  const add = db.prepare(`INSERT INTO reading (attempt, tool, revision, kind, facts, warnings, figures, at)
    SELECT @attempt, @tool, @revision, @kind, @facts, @warnings, @figures, @at
    WHERE NOT EXISTS (SELECT 1 FROM reading WHERE attempt = @attempt AND revision >= @revision)`);
  const of = db.prepare('SELECT * FROM reading WHERE attempt = ? ORDER BY revision DESC LIMIT 1');
  const ofId = db.prepare(`SELECT reading.* FROM reading JOIN attempt ON attempt.number = reading.attempt
    WHERE attempt.id = ? ORDER BY revision DESC LIMIT 1`);
  const read = (raw: unknown): LogReading | undefined => (raw === undefined ? undefined : readingFrom(raw));
  return {
    add: (attempt, { tool, revision, kind, facts, warnings, figures }, at) => {
      const json = { facts: JSON.stringify(facts), warnings: JSON.stringify(warnings) };
      const own = figures === undefined ? null : JSON.stringify(figures);
      return add.run({ attempt, tool, revision, kind, ...json, figures: own, at }).changes === 1;
    },
    of: (attempt) => read(of.get(attempt)),
    ofId: (attempt) => read(ofId.get(attempt)),
  };
}

function readingFrom(raw: unknown): LogReading {
  const row = new Row('reading', 'attempt', raw);
  return {
    tool: row.oneOf('tool', tools),
    revision: row.number('revision'),
    kind: row.oneOf('kind', ['complete', 'incomplete', 'unreadable']),
    facts: row.shaped('facts', {}) as LogReading['facts'],
    warnings: listFrom(row, 'warnings') as LogReading['warnings'],
    ...(row.textOrNull('figures') === null ? {} : { figures: figuresFrom(row) }),
  };
}

function figuresFrom(row: Row): NonNullable<LogReading['figures']> {
  const all = listFrom(row, 'figures');
  const shape = { name: 'string', statistic: 'string', scope: 'string', unit: 'string', source: 'string' } as const;
  for (const one of all) row.check('figures', one, shape);
  return all as NonNullable<LogReading['figures']>;
}

function listFrom(row: Row, column: string): readonly unknown[] {
  const value = row.json(column);
  return Array.isArray(value) ? value : row.damaged(`${column} is no array`);
}
