/** Which machines convert, and of which tools a version is asked. */
import { describe, expect, it } from 'vitest';
import { buildersOf } from '#domain/builders.js';
import { askedHere, askedOf } from '#domain/tool-choice.js';
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

describe('a version that is asked for', () => {
  const asked = { wanted: '2', of: ['litert', 'delegate'] };

  it('is asked of the named tools alone', () => {
    expect(askedOf('litert', asked)).toBe('2');
    expect(askedOf('tensorflow', asked)).toBeUndefined();
    expect(askedOf('litert', null)).toBeUndefined();
  });

  it('is no matter where none of them is used', () => {
    expect(askedHere(['python', 'litert'], asked)).toEqual({ wanted: '2', of: ['litert'] });
    expect(askedHere(['python'], asked)).toBeUndefined();
    expect(askedHere(['litert'], null)).toBeUndefined();
  });
});
