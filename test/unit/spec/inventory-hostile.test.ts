/** Words that would do harm in a shell, a path or an option, in every place of an inventory that takes a word. */
import { describe, expect, it } from 'vitest';
import type { Inventory } from '#domain/board.js';
import { readInventory } from '#spec/inventory.js';
import { renderDiagnostics } from '#wording/diagnostic.js';

const hostile = [
  '-oProxyCommand=reboot',
  '$(reboot)',
  "'; rm -rf ~ #",
  'a\nreboot',
  '../../x',
  '`reboot`',
  'x'.repeat(9000),
];

/** `@` is the word. */
const refusing: Readonly<Record<string, string>> = {
  'name of a board': 'boards: { @: { local: true, device: this-machine } }',
  'ssh word': 'boards: { b: { ssh: @, device: this-machine } }',
  'ssh host': 'boards: { b: { ssh: { host: @ }, device: this-machine } }',
  'ssh user': 'boards: { b: { ssh: { host: h, user: @ }, device: this-machine } }',
  'ssh user before the host': 'boards: { b: { ssh: { host: h, jump: [@] }, device: this-machine } }',
  'identity file': 'boards: { b: { ssh: { host: h, identity_file: @ }, device: this-machine } }',
  'one jump': 'boards: { b: { ssh: { host: h, jump: @ }, device: this-machine } }',
  'host key': 'boards: { b: { ssh: { host: h, host_keys: [@] }, device: this-machine } }',
  'proxy command': 'boards: { b: { ssh: { host: h, proxy_command: @ }, device: this-machine } }',
  device: 'boards: { b: { local: true, device: @ } }',
  attached: 'boards: { b: { local: true, device: this-machine, attached: [@] } }',
  'name of a label': 'boards: { b: { local: true, device: this-machine, labels: { @: x } } }',
  'machine id': 'boards: { b: { local: true, device: this-machine, identity: { machine_id: @ } } }',
  'state folder': 'boards: { b: { local: true, device: this-machine, paths: { state: @ } } }',
  lock: 'boards: { b: { local: true, device: this-machine, paths: { lock: @ } } }',
  node: 'boards: { b: { local: true, device: this-machine, programs: { node: @ } } }',
  quota: 'boards: { b: { local: true, device: this-machine, quota: @ } }',
  digest: 'boards: { b: { local: true, device: this-machine, on_board: [{ sha256: @, path: /x }] } }',
  'path on the board': `boards: { b: { local: true, device: this-machine, on_board: [{ sha256: ${'a'.repeat(64)}, path: @ }] } }`,
  'name of a setting':
    'boards: { b: { local: true, device: this-machine, settings: { @: { apply: [a, "{value}"], read: [b] } } } }',
  'value of a setting':
    'boards: { b: { local: true, device: this-machine, settings: { g: { apply: [a, "{value}"], read: [b], values: [@] } } } }',
  'cost of a setting':
    'boards: { b: { local: true, device: this-machine, settings: { g: { apply: [a, "{value}"], read: [b], cost: @ } } } }',
  'name of a hook': 'boards: { b: { local: true, device: this-machine, hooks: { @: [a] } } }',
  'place of a hook': 'boards: { b: { local: true, device: this-machine, hooks: { reboot: { argv: [a], on: @ } } } }',
  'limit of a hook': 'boards: { b: { local: true, device: this-machine, hooks: { reboot: { argv: [a], limit: @ } } } }',
  'name of a builder': 'boards: { b: { local: true, device: this-machine } }\nbuilders: { @: { local: true } }',
  'board of a builder': 'boards: { b: { local: true, device: this-machine } }\nbuilders: { c: { board: @ } }',
  'name of a device': 'devices: { @: { units: [cpu] } }',
  unit: 'devices: { d: { units: [@] } }',
  architecture: 'devices: { d: { units: [cpu], architecture: @ } }',
  precision: 'devices: { d: { units: [cpu], precisions: [@] } }',
  'name of an attribute': 'devices: { d: { units: [cpu], attributes: { @: 1 } } }',
};

const read = (text: string, word: string): ReturnType<typeof readInventory> =>
  readInventory({ name: 'lab.yaml', text: `schema: 1\n${text.replace('@', () => JSON.stringify(word))}\n` });

describe.each(Object.entries(refusing))('%s', (_, text) => {
  it.each(hostile.map((word) => [word.slice(0, 30), word] as const))(
    'refuses %j, in words of a few lines',
    (_shown, word) => {
      const found = read(text, word);
      expect(found.ok).toBe(false);
      if (found.ok) return;
      const said = renderDiagnostics(found.error);
      // One thing is said, and at the word: it is not refused for something else that stands there.
      const lines = text.split('\n');
      const at = lines.findIndex((line) => line.includes('@'));
      const place = { line: at + 2, column: (lines[at] ?? '').indexOf('@') + 1 };
      expect(found.error.map(({ span }) => span)).toMatchObject([place]);
      expect(said.length).toBeLessThan(2500);
      expect(said).not.toContain('\nreboot');
    },
  );
});

describe('what is carried as data, word for word', () => {
  const boardOf = (inventory: Inventory): unknown => [...inventory.boards.values()][0];

  it.each(hostile.slice(0, -1).map((word) => [word] as const))('%j', (word) => {
    const argv = read('boards: { b: { local: true, device: this-machine, hooks: { reboot: [a, @] } } }', word);
    expect(argv.ok && boardOf(argv.value)).toMatchObject({ hooks: new Map([['reboot', { argv: ['a', word] }]]) });
    const attribute = read('devices: { d: { units: [cpu], attributes: { note: @ } } }', word);
    expect(attribute.ok && [...attribute.value.devices.values()].at(-1)?.attributes).toEqual({ note: word });
  });

  it('a label is one line of any characters', () => {
    const label = read('boards: { b: { local: true, device: this-machine, labels: { rack: @ } } }', "$(reboot)'; #");
    expect(label.ok && boardOf(label.value)).toMatchObject({ labels: { rack: "$(reboot)'; #" } });
  });
});
