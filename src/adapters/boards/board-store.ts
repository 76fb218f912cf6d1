/**
 * The content-addressed files of a board, asked for through its supervisor. Its law: a file counts as placed only when the
 * board itself has proved its hash, and nothing is sent while a measurement runs there.
 */
import { err, ok, type Result } from '#core/result.js';
import type { Bytes } from '#core/units.js';
import type { Board } from '#domain/board.js';
import { type Failure, failure } from '#domain/failure.js';
import type { StoredFile } from '#domain/model.js';
import type { Bound, Placed } from '#ports/boards.js';
import { parseHolder, parsePairs } from './answers.js';
import { longestList, verifiedList } from './list-answer.js';

export type StoreOptions = Pick<Board, 'quotaBytes' | 'onBoard' | 'onBoardLists'>;

/** One call of the supervisor; `input` is a file of this machine. */
export type Ask = (
  words: readonly string[],
  bound: Bound,
  io?: { readonly input?: string; readonly limit?: Bytes },
) => Promise<Result<Buffer, Failure>>;

/** Hundredths of a second without a byte after which the board gives an upload up: its link is dead at the other end. */
const longestStill = '6000';

export class BoardStore {
  readonly #ask: Ask;
  readonly #quota: string;
  /** Grows by what verified lists name. */
  readonly #onBoard: Map<string, string>;
  #lists: NonNullable<Board['onBoardLists']>;

  constructor(ask: Ask, { quotaBytes, onBoard = [], onBoardLists = [] }: StoreOptions) {
    this.#ask = ask;
    this.#quota = quotaBytes === undefined ? '' : String(quotaBytes);
    this.#lists = onBoardLists;
    this.#onBoard = new Map(onBoard.map(({ digest, path }) => [digest, path]));
  }

  async place(file: StoredFile, bound: Bound): Promise<Result<Placed, Failure>> {
    const path = this.#onBoard.get(file.digest);
    if (path !== undefined) return await this.#refer(file, path, bound);
    const offered = await this.#say(['offer', file.digest, String(file.bytes), this.#quota], file, bound);
    if (!offered.ok) return offered;
    if (offered.value !== 'absent') return ok(offered.value);
    const words = ['put', file.digest, String(file.bytes), this.#quota, longestStill];
    const put = await this.#say(words, file, bound, { input: file.path });
    if (!put.ok) return put;
    return put.value === 'absent' ? unreadable('put') : ok(put.value);
  }

  /** Whether the board has the file without us. A list is asked for once a session; the board reads its files once a boot. */
  async lies(file: StoredFile, bound: Bound): Promise<Result<Placed | { readonly kind: 'absent' }, Failure>> {
    for (const list of this.#onBoard.has(file.digest) ? [] : this.#lists) {
      const answer = await this.#ask(['list-digest', list.path], bound, { limit: longestList });
      if (!answer.ok) return answer;
      const held = /^held\n[^]*\nend\n$/.test(answer.value.toString('latin1'));
      if (held) return ok({ kind: 'held', holder: parseHolder(answer.value.toString('utf8')) });
      const files = verifiedList(answer.value, list);
      if (!files.ok) return files;
      for (const [digest, path] of files.value) this.#onBoard.set(digest, path);
      this.#lists = this.#lists.filter((other) => other !== list);
    }
    const path = this.#onBoard.get(file.digest);
    return path === undefined ? ok({ kind: 'absent' }) : await this.#refer(file, path, bound);
  }

  /** Nothing is sent: the inventory says where it lies. */
  async #refer(file: StoredFile, path: string, bound: Bound): Promise<Result<Placed, Failure>> {
    const said = await this.#say(['refer', file.digest, path], file, bound);
    if (said.ok && said.value !== 'absent')
      return ok(said.value.kind === 'present' ? { kind: 'referred' } : said.value);
    if (!said.ok && said.error.code !== 'board/file-damaged') return said;
    const found = said.ok ? null : (said.error.facts['found'] ?? null);
    return err(failure('board/file-differs', { path, expected: file.digest, found }));
  }

  async #say(
    words: readonly string[],
    file: StoredFile,
    bound: Bound,
    io?: { readonly input: string },
  ): Promise<Result<Placed | 'absent', Failure>> {
    const answer = await this.#ask(words, bound, io);
    return answer.ok ? parsePlaced(answer.value.toString('utf8'), words[0] ?? '', file) : answer;
  }
}

function parsePlaced(text: string, command: string, file: StoredFile): Result<Placed | 'absent', Failure> {
  if (text === 'present\n') return ok({ kind: 'present' });
  if (text === 'stored\n') return ok({ kind: 'sent' });
  if (text === 'absent\n') return ok('absent');
  if (text.startsWith('held\n') && text.endsWith('\nend\n')) return ok({ kind: 'held', holder: parseHolder(text) });
  const facts = parsePairs(text);
  if (text.startsWith('damaged\n')) {
    return err(
      failure('board/file-damaged', { expected: file.digest, found: facts.get('found')?.slice(0, 64) ?? null }),
    );
  }
  if (text.startsWith('no-space\n')) {
    const count = (key: string): number | null =>
      /^\d{1,19}$/.test(facts.get(key) ?? '') ? Number(facts.get(key)) : null;
    return err(
      failure('board/no-space', {
        wanted: file.bytes,
        free: count('free'),
        quota: count('quota'),
        used: count('used'),
      }),
    );
  }
  return unreadable(command);
}

function unreadable(command: string): { readonly ok: false; readonly error: Failure } {
  return err(failure('board/link-lost', { why: 'unreadable', command }));
}
