/** What an inventory says of a board beside how it is reached: what is read, and what is refused and how. */
import { describe, expect, it } from 'vitest';
import type { Board, Device } from '#domain/board.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import { boardId, levelId } from '#domain/names.js';
import { checkInventory, defaultInventory, readInventory, withCatalogue } from '#spec/inventory.js';
import { errors, value } from '#test/spec/road.js';
import { renderDiagnostics } from '#wording/diagnostic.js';

const stick: Device = { id: levelId('coral-usb'), units: ['tpu'], attributes: { memory_mb: 8 } };
const pi: Device = { id: levelId('raspberry-pi-5'), units: ['cpu'], attributes: {} };
const catalogue = (): ReadonlyMap<Device['id'], Device> => new Map([pi, stick].map((device) => [device.id, device]));
const lab = (text: string): ReturnType<typeof readInventory> =>
  readInventory({ name: 'lab.yaml', text: `schema: 1\n${text}` }, catalogue);
const board = (rest: string): Board | undefined =>
  value(lab(`boards: { pi: { ssh: pi5, device: raspberry-pi-5, ${rest} } }`)).boards.get(boardId('pi'));
const refused = (rest: string): Diagnostic[] =>
  errors(lab(`boards: { pi: { ssh: pi5, device: raspberry-pi-5, ${rest} } }`));
const codes = (found: readonly Diagnostic[]): unknown => found.map(({ code, facts }) => [code, facts['form'] ?? null]);

describe('a board', () => {
  it('offers what is attached to it, as their host', () => {
    expect(board('attached: [coral-usb]')).toMatchObject({
      devices: ['raspberry-pi-5', 'coral-usb'],
      host: 'raspberry-pi-5',
    });
    expect(board('labels: {}')?.host).toBeUndefined();
  });

  it('has all that is written of it', () => {
    const sha256 = 'ab'.repeat(32);
    const read = board(
      `labels: { rack: "2" }, programs: { node: /opt/node, python: /opt/py }, quota: 4GiB, identity: { machine_id: ${'1f'.repeat(16)} }, on_board: [{ sha256: ${sha256}, path: /data/x.npy }]`,
    );
    expect(read).toEqual({
      id: 'pi',
      transport: { kind: 'ssh', target: { host: 'pi5' } },
      devices: ['raspberry-pi-5'],
      labels: { rack: '2' },
      paths: {},
      programs: { node: '/opt/node', python: '/opt/py' },
      quotaBytes: 4 * 1024 ** 3,
      machineId: '1f'.repeat(16),
      onBoard: [{ digest: sha256, path: '/data/x.npy' }],
    });
  });

  it.each([
    ['500MB', 500e6],
    ['1.5kB', 1500],
    ['2TiB', 2 * 1024 ** 4],
    ['7B', 7],
  ])('has a quota of %s', (text, bytes) => {
    expect(board(`quota: ${text}`)?.quotaBytes).toBe(bytes);
  });

  it('has settings, free of cost when nothing else is said', () => {
    const governor = '{ apply: [set, "{value}"], read: [get, "{print $1}"], values: [performance, 1] }';
    const mode = '{ apply: [mode, "m={value}"], read: [mode], cost: reboot }';
    expect([...(board(`settings: { governor: ${governor}, mode: ${mode} }`)?.settings ?? [])]).toEqual([
      [
        'governor',
        { apply: ['set', '{value}'], read: ['get', '{print $1}'], values: ['performance', '1'], cost: 'none' },
      ],
      ['mode', { apply: ['mode', 'm={value}'], read: ['mode'], cost: 'reboot' }],
    ]);
  });

  it('has hooks, which run here and for a minute when nothing else is said', () => {
    const hooks =
      'power_off: [uhubctl, "off"], power_on: [uhubctl, "on"], reboot: { argv: [reboot], on: board, limit: 5s }';
    expect([...(board(`hooks: { ${hooks} }`)?.hooks ?? [])]).toEqual([
      ['power-off', { argv: ['uhubctl', 'off'], on: 'orchestrator', limitNs: 60e9 }],
      ['power-on', { argv: ['uhubctl', 'on'], on: 'orchestrator', limitNs: 60e9 }],
      ['reboot', { argv: ['reboot'], on: 'board', limitNs: 5e9 }],
    ]);
  });

  it('carries hostile words of a command as they are', () => {
    const hostile = ['$(reboot)', "'; rm -rf ~ #", 'a\nb', '../../x', '-oProxyCommand=x', '"'];
    expect(
      board(`hooks: { restart: [echo, ${hostile.map((word) => JSON.stringify(word)).join(', ')}] }`),
    ).toMatchObject({
      hooks: new Map([['restart', { argv: ['echo', ...hostile], on: 'orchestrator', limitNs: 60e9 }]]),
    });
  });
});

describe('what is refused of a board', () => {
  it.each([
    ['quota: 4', 'spec/bad-size', null],
    ['quota: 4 GiB', 'spec/bad-size', null],
    ['quota: 4gb', 'spec/bad-size', null],
    ['quota: lots', 'spec/bad-size', null],
    ['paths: { state: ../../x }', 'spec/bad-text', 'absolute path'],
    ['paths: { state: /var/../../x }', 'spec/bad-text', 'absolute path'],
    ['paths: { lock: "/var/a\\nb" }', 'spec/bad-text', 'absolute path'],
    ['paths: { state: "$(reboot)" }', 'spec/bad-text', 'absolute path'],
    ['programs: { python: python3 }', 'spec/bad-text', 'absolute path'],
    ['programs: { node: -oProxyCommand=x }', 'spec/bad-text', 'absolute path'],
    ['labels: { rack: 2 }', 'spec/wrong-type', null],
    ['labels: { rack: "a\\nb" }', 'spec/bad-text', 'label'],
    ['labels: { "$(reboot)": x }', 'spec/bad-text', 'attribute'],
    ['identity: { machine_id: pi }', 'spec/bad-text', 'machine id'],
    ['on_board: [{ sha256: abc, path: /x }]', 'spec/bad-text', 'sha256'],
    ['on_board: [{ list_sha256: abc, path: /x }]', 'spec/bad-text', 'sha256'],
    ['settings: { governor: { apply: [set], read: [get] } }', 'spec/setting-without-value', null],
    ['settings: { governor: { apply: ["{valu}", "{value}"], read: [get] } }', 'spec/bad-template', null],
    ['settings: { governor: { apply: ["{value}"] } }', 'spec/missing-key', null],
    ['settings: { batch: { apply: [b, "{value}"], read: [get] } }', 'spec/reserved-name', null],
    ['settings: { "a b": { apply: [b, "{value}"], read: [get] } }', 'spec/bad-text', 'option'],
    ['settings: { g: { apply: [b, "{value}"], read: [get], values: [no] } }', 'spec/ambiguous-scalar', null],
    ['settings: { g: { apply: [b, "{value}"], read: [get], cost: lots } }', 'spec/bad-value', null],
    ['settings: { g: { apply: "set {value}", read: [get] } }', 'spec/wrong-type', null],
    ['hooks: { power_off: [a] }', 'spec/missing-key', null],
    ['hooks: { power_off: [a], power_on: { argv: [b], on: board } }', 'spec/hook-place', null],
    ['hooks: { acquire: { argv: [b], on: board } }', 'spec/hook-place', null],
    ['hooks: { power_off: { argv: [a], after: 31d }, power_on: [b] }', 'spec/bad-duration', null],
    ['hooks: { reboot: [] }', 'spec/empty', null],
    ['hooks: { reboot: ["-x"] }', 'spec/bad-text', 'program'],
    ['hooks: { reboot: [""] }', 'spec/bad-text', 'program'],
    ['hooks: { reboot: reboot }', 'spec/wrong-type', null],
    ['hooks: { reboot: [sleep, 5] }', 'spec/wrong-type', null],
    ['hooks: { reboot: { argv: [reboot], limit: 5 } }', 'spec/bad-duration', null],
    ['hooks: { reboot: { argv: [reboot], limit: 999h } }', 'spec/bad-duration', null],
    ['hooks: { restrt: [a] }', 'spec/unknown-key', null],
    [`hooks: { reboot: [a, ${'x'.repeat(5000)}] }`, 'spec/bad-text', 'argument'],
    ['attached: [coral-usb, coral-usb]', 'spec/repeated', null],
    ['attached: [raspberry-pi-5]', 'spec/repeated', null],
    ['attached: [coral-us]', 'spec/unknown-name', null],
    ['attached: []', 'spec/empty', null],
  ])('%s: %s', (text, code, form) => {
    expect(codes(refused(text))).toEqual([[code, form]]);
  });

  it('a file of a megabyte, in one word', () => {
    expect(codes(refused(`labels: { rack: ${'x'.repeat(1_000_000)} }`))).toEqual([['spec/too-large', null]]);
  });

  it('accelerators without a host', () => {
    const found = errors(lab('boards: { pi: { ssh: pi5, attached: [coral-usb] } }'));
    expect(found.map(({ code, facts }) => [code, facts['key'], facts['in']])).toEqual([
      ['spec/missing-key', 'device', 'pi'],
    ]);
  });

  it('two machines of one id, at the second', () => {
    const identity = `identity: { machine_id: ${'0a'.repeat(16)} }`;
    const found = errors(
      lab(
        `boards:\n  a: { ssh: a, device: this-machine, ${identity} }\n  b: { ssh: b, device: this-machine, ${identity} }`,
      ),
    );
    expect(found.map(({ code, span, facts }) => [code, span?.line, facts['other']])).toEqual([
      ['spec/same-identity', 4, 'a'],
    ]);
  });
});

describe('two boards that are one machine', () => {
  const warnings = (boards: string): readonly Diagnostic[] =>
    value(checkInventory({ name: 'lab.yaml', text: `schema: 1\nboards:\n${boards}` }, catalogue)).warnings;
  const one = (name: string, rest: string): string => `  ${name}: { device: this-machine, ${rest} }\n`;

  it.each([
    ['ssh: pi5', 'ssh: PI5'],
    ['ssh: pi@pi5', 'ssh: { host: pi5, user: pi }'],
    ['local: true', 'local: true'],
    ['ssh: pi5, paths: { lock: /l }', 'ssh: pi5, paths: { lock: /l, state: /s }'],
  ])('%s and %s: warned of', (a, b) => {
    const found = warnings(one('a', a) + one('b', b));
    expect(found.map(({ code, severity, span }) => [code, severity, span?.line])).toEqual([
      ['spec/same-machine', 'warning', 4],
    ]);
    expect(renderDiagnostics(found)).toContain('"b" and "a" are reached in one way');
  });

  it.each([
    ['ssh: pi5', 'ssh: { host: pi5, port: 2222 }'],
    ['ssh: pi5', 'ssh: pi6'],
    ['ssh: pi5', 'ssh: { host: pi5, jump: gate }'],
    ['ssh: pi5', 'ssh: pi5, paths: { lock: /other }'],
    ['ssh: localhost', 'local: true'],
  ])('%s and %s: not', (a, b) => {
    expect(warnings(one('a', a) + one('b', b))).toEqual([]);
  });
});

describe('this machine under two names', () => {
  const here = 'boards:\n  here: { local: true, device: this-machine, paths: { lock: /l } }\n';

  it.each([
    ['builders:\n  tower: { local: true, paths: { lock: /m } }', 'take two locks: `/m` and `/l`'],
    ['builders:\n  tower: { local: true }', 'take two locks: that of the machine and `/l`'],
    ['  too: { local: true, device: this-machine }', '"too" and "here" are this machine'],
  ])('%s: two locks are an error', (more, words) => {
    const found = errors(lab(here + more));
    expect(found.map(({ code }) => code)).toEqual(['spec/two-locks']);
    expect(renderDiagnostics(found)).toContain(words);
  });

  it.each([
    'builders:\n  tower: { local: true, paths: { lock: /l } }',
    'builders:\n  tower: { board: here }',
    'builders:\n  tower: { ssh: tower }',
  ])('%s: one lock, or another machine', (more) => {
    expect([...(value(lab(here + more)).builders?.keys() ?? [])]).toEqual(['tower']);
  });
});

describe('builders', () => {
  const boards = 'boards: { pi: { ssh: pi5, device: this-machine, paths: { state: /s }, programs: { python: /p } } }';

  it('are machines of their own, or boards', () => {
    const read = value(lab(`${boards}\nbuilders: { pc: { ssh: me@pc, labels: { os: debian } }, too: { board: pi } }`));
    expect([...(read.builders?.values() ?? [])]).toEqual([
      { id: 'pc', transport: { kind: 'ssh', target: { host: 'pc', user: 'me' } }, labels: { os: 'debian' }, paths: {} },
      {
        id: 'too',
        transport: { kind: 'ssh', target: { host: 'pi5' } },
        paths: { state: '/s' },
        programs: { python: '/p' },
      },
    ]);
  });

  it.each([
    ['pc: { board: pj }', 'spec/unknown-name', 'pi'],
    ['pi: { ssh: other }', 'spec/name-taken', null],
    ['pc: {}', 'spec/one-of', null],
    ['pc: { local: true, board: pi }', 'spec/one-of', null],
    ['pc: { ssh: pc, device: this-machine }', 'spec/unknown-key', null],
    ['pc: { ssh: -pc }', 'spec/bad-host', null],
  ])('%s is refused with %s', (text, code, suggestion) => {
    const found = errors(lab(`${boards}\nbuilders: { ${text} }`));
    expect(found.map((each) => [each.code, each.facts['suggestion'] ?? null])).toEqual([[code, suggestion]]);
  });
});

describe('the catalogue', () => {
  it('is known without being listed, and an entry of the same name goes before it, whole', () => {
    const named = value(lab('boards: { pi: { ssh: pi5, device: raspberry-pi-5 } }'));
    expect(named.devices.get(stick.id)).toEqual(stick);
    const own = value(
      lab(
        'devices: { coral-usb: { units: [cpu] } }\nboards: { pi: { ssh: p, device: raspberry-pi-5, attached: [coral-usb] } }',
      ),
    );
    expect(own.devices.get(stick.id)).toEqual({ id: 'coral-usb', units: ['cpu'], attributes: {} });
  });

  it('is not asked when nothing of it is named', () => {
    const asked = (): never => {
      throw new Error('asked');
    };
    const text =
      'schema: 1\ndevices: { mine: { units: [cpu] } }\nboards: { a: { local: true, devices: [mine, this-machine] } }';
    expect(value(readInventory({ name: 'lab.yaml', text }, asked)).devices.size).toBe(2);
  });

  it('suggests its names', () => {
    const found = errors(lab('boards: { pi: { ssh: pi5, device: rasberry-pi-5 } }'));
    expect(found.map(({ facts }) => facts['suggestion'])).toEqual(['raspberry-pi-5']);
  });

  it('makes a device known that no board offers, and changes no other', () => {
    const inventory = withCatalogue(defaultInventory(), catalogue());
    expect([...inventory.devices.keys()]).toEqual(['this-machine', 'raspberry-pi-5', 'coral-usb']);
    expect(inventory.boards).toEqual(defaultInventory().boards);
  });

  it('can be a file without boards, and a file of neither is refused', () => {
    expect(value(lab('devices: { mine: { units: [cpu] } }')).boards.size).toBe(0);
    expect(errors(lab('builders: { pc: { ssh: pc } }')).map(({ code }) => code)).toEqual(['spec/one-of']);
  });
});
