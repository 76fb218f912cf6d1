/** YAML text → Inventory; and the inventory of somebody who wrote none. */
import { err, ok, type Result } from '#core/result.js';
import { suggest } from '#core/suggest.js';
import type { Board, Device, Inventory } from '#domain/board.js';
import type { Diagnostic, SourceText } from '#domain/diagnostic.js';
import { boardId, type LevelId, levelId } from '#domain/names.js';
import type { Cursor } from './cursor.js';
import { readDocument } from './document.js';
import { attributesOf, textAt } from './fields.js';
import type { Problems } from './problems.js';

const thisMachine = 'this-machine';

/** Only what is certain of every machine: it has a CPU. */
const thisDevice: Device = { id: levelId(thisMachine), units: ['cpu'], attributes: {} };

export function defaultInventory(): Inventory {
  const id = boardId(thisMachine);
  const board: Board = { id, transport: { kind: 'local' }, devices: [thisDevice.id], paths: {} };
  return { boards: new Map([[id, board]]), devices: new Map([[thisDevice.id, thisDevice]]) };
}

export function readInventory(source: SourceText): Result<Inventory, Diagnostic[]> {
  const reading = readDocument(source, 'inventory');
  if (!reading.ok) return reading;
  const { root, problems } = reading.value;
  const devices = new Map<LevelId, Device>([[thisDevice.id, thisDevice]]);
  for (const [name, device] of root.at('devices')?.members() ?? []) {
    const units = (device.at('units')?.items() ?? []).flatMap(({ text }) => text ?? []);
    devices.set(levelId(name), { id: levelId(name), units, attributes: attributesOf(device.at('attributes')) });
  }
  const boards = new Map(
    (root.at('boards')?.members() ?? []).map(([name, cursor]) => readBoard(name, cursor, { devices, problems })),
  );
  return problems.count > 0 ? err(problems.sorted()) : ok({ boards, devices });
}

interface BoardContext {
  readonly devices: ReadonlyMap<LevelId, Device>;
  readonly problems: Problems;
}

function readBoard(name: string, cursor: Cursor, { devices, problems }: BoardContext): [Board['id'], Board] {
  const written = [cursor.at('device'), ...(cursor.at('devices')?.items() ?? [])].filter((item) => item !== undefined);
  if (written.length === 0 && cursor.kind === 'map')
    problems.add('spec/missing-key', cursor.keyMark, { key: 'device', in: name });
  for (const { text, mark } of written) {
    const known = [...devices.keys()];
    if (text === undefined || devices.has(levelId(text))) continue;
    problems.add('spec/unknown-name', mark, { what: 'device', name: text, known, suggestion: suggest(text, known) });
  }
  const paths = cursor.at('paths');
  const [state, lock] = [textAt(paths, 'state'), textAt(paths, 'lock')];
  const board: Board = {
    id: boardId(name),
    transport: { kind: 'local' },
    devices: [...new Set(written.flatMap(({ text }) => (text === undefined ? [] : levelId(text))))],
    paths: { ...(state === undefined ? {} : { state }), ...(lock === undefined ? {} : { lock }) },
  };
  return [board.id, board];
}
