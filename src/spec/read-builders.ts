/** `builders:` → machines for conversions; a board of the inventory may be one too. */
import { suggest } from '#core/suggest.js';
import type { Board, Builder } from '#domain/board.js';
import { type BoardId, boardId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';
import { readMachine } from './read-board.js';

export function readBuilders(
  cursor: Cursor | undefined,
  boards: ReadonlyMap<BoardId, Board>,
  problems: Problems,
): ReadonlyMap<BoardId, Builder> | undefined {
  if (cursor?.kind !== 'map') return undefined;
  return new Map(
    cursor.members().map(([name, written]) => {
      const builder = readBuilder([name, written], boards, problems);
      return [builder.id, builder] as const;
    }),
  );
}

/** What it does not say itself comes from the board that it is. */
function readBuilder(
  [name, written]: readonly [string, Cursor],
  boards: ReadonlyMap<BoardId, Board>,
  problems: Problems,
): Builder {
  const named = written.at('board');
  const board = named?.text === undefined ? undefined : boards.get(boardId(named.text));
  if (named?.text !== undefined && board === undefined) {
    const known = [...boards.keys()];
    const facts = { what: 'board', name: named.text, known, suggestion: suggest(named.text, known) };
    problems.add('spec/unknown-name', named.mark, facts);
  }
  const own = readMachine([name, written]);
  if (board === undefined) {
    // Two machines of one name could not be told apart in a plan.
    if (boards.has(boardId(name)))
      problems.add('spec/name-taken', written.keyMark, { name, what: 'board', instead: `{ board: ${name} }` });
    return own;
  }
  const { transport, labels, paths, programs, environments } = board;
  const inherited = {
    ...optional('labels', labels),
    ...optional('programs', programs),
    ...optional('environments', environments),
  };
  return { ...inherited, ...own, transport, paths };
}
