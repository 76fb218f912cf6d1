/** Table `board`: the last look at each board. */
import type { Database } from 'better-sqlite3';
import { canonicalJson, type Plain } from '#core/canonical-json.js';
import { wallTime } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import type { BoardIdentity } from '#domain/board-identity.js';
import type { Failure } from '#domain/failure.js';
import { type BoardId, boardId } from '#domain/names.js';
import type { StoredBoard } from '#domain/stored-board.js';
import { boardFactsFrom, identityFrom } from './board-json.js';
import { failureFrom } from './failure-json.js';
import { Row } from './row.js';

export interface BoardTable {
  all(): readonly StoredBoard[];
  one(board: BoardId): StoredBoard | undefined;
  put(board: StoredBoard): void;
}

export function boardTable(db: Database): BoardTable {
  const all = db.prepare('SELECT * FROM board ORDER BY board');
  const one = db.prepare('SELECT * FROM board WHERE board = ?');
  const put = db.prepare(`INSERT INTO board (board, endpoint, facts, identity, looked_at, trouble, trouble_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (board) DO UPDATE SET endpoint = excluded.endpoint, facts = excluded.facts,
    identity = excluded.identity, looked_at = excluded.looked_at, trouble = excluded.trouble, trouble_at = excluded.trouble_at`);
  return {
    all: () => all.all().map(boardFrom),
    one: (board) => {
      const raw = one.get(board);
      return raw === undefined ? undefined : boardFrom(raw);
    },
    put: ({ board, endpoint, seen, trouble }) => {
      const facts: Plain<BoardFacts> | undefined = seen?.facts;
      const identity: Plain<BoardIdentity> | undefined = seen?.identity;
      const failure: Plain<Failure> | undefined = trouble?.failure;
      put.run(
        board,
        endpoint,
        facts ? canonicalJson(facts) : null,
        identity ? canonicalJson(identity) : null,
        seen?.at ?? null,
        failure ? canonicalJson(failure) : null,
        trouble?.at ?? null,
      );
    },
  };
}

function boardFrom(raw: unknown): StoredBoard {
  const row = new Row('board', 'board', raw);
  return {
    board: boardId(row.text('board')),
    endpoint: row.textOrNull('endpoint'),
    seen: seenFrom(row),
    trouble: troubleFrom(row),
  };
}

function seenFrom(row: Row): StoredBoard['seen'] {
  if (row.textOrNull('facts') === null) return null;
  const facts = boardFactsFrom(row.json('facts')) ?? row.damaged('facts are no facts');
  const identity = identityFrom(row.json('identity')) ?? row.damaged('identity is none');
  return { facts, identity, at: wallTime(row.text('looked_at')) };
}

/** A failure that this version does not know is no reason to refuse the board: it is asked again anyway. */
function troubleFrom(row: Row): StoredBoard['trouble'] {
  if (row.textOrNull('trouble') === null) return null;
  const failure = failureFrom(row.json('trouble'));
  return failure ? { failure, at: wallTime(row.text('trouble_at')) } : null;
}
