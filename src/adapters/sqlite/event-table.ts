/** Table `event`: the journal, for people and `--json`. Nothing is derived from it. */
import type { Database } from 'better-sqlite3';
import type { Json } from '#core/canonical-json.js';
import { ns } from '#core/units.js';
import type { Command, Event } from '#domain/event.js';
import type { RunSetId } from '#domain/names.js';
import type { JournalEntry } from '#ports/result-store.js';
import { journalBody } from './journal-body.js';
import { Row } from './row.js';

export interface EventTable {
  /** Numbered from 1 within the run set, without a gap. */
  append(runSet: RunSetId, event: Event, intents: readonly Command[]): void;
  after(runSet: RunSetId, seq: number): readonly JournalEntry[];
}

export function eventTable(db: Database): EventTable {
  const append = db.prepare(`INSERT INTO event (run_set, seq, at, kind, body)
    VALUES (:runSet, (SELECT ifnull(max(seq), 0) + 1 FROM event WHERE run_set = :runSet), :at, :kind, :body)`);
  const after = db.prepare('SELECT seq, at, kind, body FROM event WHERE run_set = ? AND seq > ? ORDER BY seq');
  return {
    append: (runSet, event, intents) => {
      append.run({ runSet, at: event.at, kind: event.kind, body: journalBody(event, intents) });
    },
    after: (runSet, seq) => after.all(runSet, seq).map(entryFrom),
  };
}

function entryFrom(raw: unknown): JournalEntry {
  const row = new Row('event', 'seq', raw);
  return { seq: row.number('seq'), at: ns(row.number('at')), kind: row.text('kind'), body: row.json('body') as Json };
}
