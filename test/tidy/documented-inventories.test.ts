/** Every example of docs/inventory.md is an inventory without warnings, or is refused in the words that stand under it. */
import { expect, it, test } from 'vitest';
import { shippedDevices } from '#cli/devices.js';
import { checkInventory } from '#spec/inventory.js';
import { errors, value } from '#test/spec/road.js';
import { renderDiagnostics } from '#wording/diagnostic.js';
import { rootFile } from './repository.js';

const { text: page } = rootFile('docs/inventory.md');
const fences = [...page.matchAll(/^```([a-z ]*)\n(.*?)^```$/gms)].map(([, language = '', inside = '']) => ({
  language,
  inside,
}));
const read = (text: string): ReturnType<typeof checkInventory> =>
  checkInventory({ name: 'example.yaml', text }, shippedDevices);

test('the page has examples of both kinds', () => {
  expect(fences.filter(({ language }) => language === 'yaml').length).toBeGreaterThan(7);
  expect(fences.filter(({ language }) => language === 'yaml refused').length).toBeGreaterThan(3);
});

it.each(fences.map((fence, at) => [at, fence] as const))('fence %i', (at, { language, inside }) => {
  if (language === 'yaml') expect(value(read(inside)).warnings).toEqual([]);
  else if (language === 'yaml refused') {
    expect(`${renderDiagnostics(errors(read(inside)))}\n`).toBe(fences[at + 1]?.inside);
  } else expect(fences[at - 1]?.language).toBe('yaml refused');
});

test('every key of a board is in the table', () => {
  const schema: unknown = JSON.parse(rootFile('schemas/inventory.schema.json').text);
  const keys = Object.keys(at(schema, 'properties', 'boards', 'additionalProperties', 'properties'));
  const table = page.slice(page.indexOf('| key | meaning |'), page.indexOf('Boards that swapped'));
  const documented = [...table.matchAll(/^\| `([a-z_]+)/gm)].map(([, key]) => key);
  expect(documented.sort()).toEqual(keys.sort());
});

function at(value: unknown, ...path: readonly string[]): object {
  const [key, ...rest] = path;
  if (typeof value !== 'object' || value === null) return {};
  return key === undefined ? value : at(Object.entries(value).find(([name]) => name === key)?.[1], ...rest);
}
