/** An entry of `boards:` → one physical machine. */
import { parseDigest } from '#core/digest.js';
import { suggest } from '#core/suggest.js';
import type { Board, Builder, Device } from '#domain/board.js';
import { boardId, type LevelId, levelId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import { textAt, textsOf } from './fields.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';
import { readHooks } from './read-hooks.js';
import { readSettings } from './read-settings.js';
import { readTransport } from './read-ssh.js';
import { parseSize } from './scalars.js';

export interface BoardContext {
  readonly devices: ReadonlyMap<LevelId, Device>;
  readonly problems: Problems;
}

export function readBoard([name, cursor]: readonly [string, Cursor], context: BoardContext): Board {
  const { problems } = context;
  checkDevices(name, cursor, context);
  const named = devicesOf(cursor);
  return {
    ...readMachine([name, cursor]),
    devices: [...new Set(named)],
    ...optional('host', cursor.at('attached') && named[0]),
    ...optional('usb', usbOf(cursor.at('usb'))),
    ...optional('quotaBytes', parseSize(textAt(cursor, 'quota') ?? '')),
    ...optional('onBoard', onBoardOf(cursor.at('on_board'), 'sha256')),
    ...optional('onBoardLists', onBoardOf(cursor.at('on_board'), 'list_sha256')),
    ...optional('machineId', textAt(cursor.at('identity'), 'machine_id')),
    ...optional('settings', readSettings(cursor.at('settings'), problems)),
    ...optional('hooks', readHooks(cursor.at('hooks'), problems)),
  };
}

/** All that it offers, itself first. */
export function devicesOf(board: Cursor): readonly LevelId[] {
  return ['device', 'devices', 'attached'].flatMap((key) =>
    itemsAt(board, key).flatMap(({ text }) => (text === undefined ? [] : levelId(text))),
  );
}

/** What a board and a builder have in common. */
export function readMachine([name, cursor]: readonly [string, Cursor]): Builder {
  const [paths, programs] = [cursor.at('paths'), cursor.at('programs')];
  return {
    id: boardId(name),
    transport: readTransport(cursor),
    ...optional('labels', labelsOf(cursor.at('labels'))),
    paths: { ...optional('state', textAt(paths, 'state')), ...optional('lock', textAt(paths, 'lock')) },
    ...optional(
      'programs',
      programs && { ...optional('node', textAt(programs, 'node')), ...optional('python', textAt(programs, 'python')) },
    ),
    ...optional('environments', environmentsOf(cursor.at('environments'))),
  };
}

/** What is attached needs a host, which must be known too. */
function checkDevices(name: string, cursor: Cursor, { devices, problems }: BoardContext): void {
  const attached = itemsAt(cursor, 'attached');
  const offered = [...itemsAt(cursor, 'device'), ...itemsAt(cursor, 'devices')];
  const own = attached.length > 0 ? itemsAt(cursor, 'device') : offered;
  if (own.length === 0 && cursor.kind === 'map')
    problems.add('spec/missing-key', cursor.keyMark, { key: 'device', in: name });
  const known = [...devices.keys()];
  const before = new Set<string>();
  for (const { text, mark } of [...offered, ...attached]) {
    if (text === undefined) continue;
    if (before.has(text)) problems.add('spec/repeated', mark, { value: text });
    before.add(text);
    if (devices.has(levelId(text))) continue;
    problems.add('spec/unknown-name', mark, { what: 'device', name: text, known, suggestion: suggest(text, known) });
  }
}

/** The entries of a list, or the one value. */
function itemsAt(cursor: Cursor, key: string): readonly Cursor[] {
  const found = cursor.at(key);
  if (found === undefined) return [];
  return found.kind === 'list' ? found.items() : [found];
}

function usbOf(cursor: Cursor | undefined): Board['usb'] {
  if (cursor?.kind !== 'map') return undefined;
  return new Map(
    cursor
      .members()
      .flatMap(([name, { value }]) => (typeof value === 'number' ? [[levelId(name), value] as const] : [])),
  );
}

function labelsOf(cursor: Cursor | undefined): Readonly<Record<string, string>> | undefined {
  if (cursor?.kind !== 'map') return undefined;
  return Object.fromEntries(
    cursor.members().flatMap(([name, { value }]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** By toolchain: Pythons of the user's own. */
function environmentsOf(cursor: Cursor | undefined): Board['environments'] {
  if (cursor?.kind !== 'map') return undefined;
  return new Map(
    cursor.members().map(([toolchain, written]) => {
      const venv = textAt(written, 'venv');
      const ofVenv = venv === undefined ? undefined : `${venv.replace(/\/+$/, '')}/bin/python`;
      const python = textAt(written, 'python') ?? ofVenv;
      return [
        toolchain,
        { ...optional('python', python), ...optional('prefix', textsOf(written.at('prefix'))) },
      ] as const;
    }),
  );
}

/** Files by their own digest, or folders by that of their list; unset where there is none of them. */
function onBoardOf(cursor: Cursor | undefined, by: 'sha256' | 'list_sha256'): Board['onBoard'] {
  const found = cursor?.items().flatMap((item) => {
    const digest = parseDigest(textAt(item, by) ?? '');
    const path = textAt(item, 'path');
    return digest === undefined || path === undefined ? [] : [{ digest, path }];
  });
  return found?.length === 0 ? undefined : found;
}
