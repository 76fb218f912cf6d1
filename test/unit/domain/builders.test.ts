/** Which machines convert, and which of the places of a tool is used. */
import { describe, expect, it } from 'vitest';
import { buildersOf } from '#domain/builders.js';
import { askedOf, chosenTool } from '#domain/tool-choice.js';
import { parseVersionRange } from '#domain/version-range.js';
import { readInventory } from '#spec/inventory.js';
import { value } from '#test/spec/road.js';

const namesOf = (lines: string): readonly string[] => [
  ...buildersOf(
    value(readInventory({ name: 'lab.yaml', text: `schema: 1\ndevices: { d: { units: [cpu] } }\n${lines}` })),
  ).keys(),
];

describe('builders', () => {
  const boards = 'boards: { far: { ssh: pi, device: d }, near: { local: true, device: d } }';

  it('are those that are declared, and no others', () => {
    expect(namesOf(`${boards}\nbuilders: { pc: { ssh: pc.lab }, pi: { board: far } }`)).toEqual(['pc', 'pi']);
  });

  it('are the boards of this machine where none is declared', () => {
    expect(namesOf(boards)).toEqual(['near']);
  });

  it('are this machine where all boards are elsewhere, under a name that no board has', () => {
    expect(namesOf('boards: { far: { ssh: pi, device: d } }')).toEqual(['this-machine']);
    expect(namesOf('boards: { this-machine: { ssh: pi, device: d } }')).toEqual(['this-machine-builder']);
  });
});

describe('the choice among versions of a tool', () => {
  const found = {
    kind: 'found',
    version: '2.1.0',
    at: '/own',
    others: [
      { version: '2.0.0', at: '/old' },
      { version: '3.0.0', at: '/new' },
    ],
  } as const;
  const range = (text: string) => parseVersionRange(text) ?? expect.unreachable(text);

  it('takes the first that is asked for and accepted', () => {
    expect(chosenTool(found, {})?.at).toBe('/own');
    expect(chosenTool(found, { version: '3.0.0' })?.at).toBe('/new');
    expect(chosenTool(found, { accepts: range('<2.1') })?.at).toBe('/old');
    expect(chosenTool(found, { version: '3.0.0', accepts: range('<3') })).toBeUndefined();
    expect(chosenTool(found, { version: '9' })).toBeUndefined();
  });

  it('asks a version of the named tools alone', () => {
    expect(askedOf('litert', { wanted: '2', of: ['litert'] })).toBe('2');
    expect(askedOf('tensorflow', { wanted: '2', of: ['litert'] })).toBeUndefined();
    expect(askedOf('litert', null)).toBeUndefined();
  });
});
