/** Whoever writes a toolchain finds every key of it on the page, in the order of the schema, and no key that there is not. */
import { expect, test } from 'vitest';
import { rootFile } from './repository.js';

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

const schema: Schema = JSON.parse(rootFile('schemas/toolchain.schema.json').text);

function keysIn(written: Schema, path = ''): readonly string[] {
  const node = schema.$defs?.[written.$ref?.split('/').at(-1) ?? ''] ?? written;
  if (node.items) return keysIn(node.items, `${path}[]`);
  const { additionalProperties: others } = node;
  const named = typeof others === 'object' ? keysIn(others, `${path}.NAME`) : [];
  const own = Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [at, ...keysIn(value, at)];
  });
  return [...own, ...named];
}

test('docs/toolchains/your-own.md explains every key of a toolchain', () => {
  const { text } = rootFile('docs/toolchains/your-own.md');
  const rows = [...text.slice(text.indexOf('## Every key')).matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)];
  expect(rows.map(([, key]) => key)).toEqual(keysIn(schema));
  expect(keysIn(schema).length).toBeGreaterThan(60);
  expect(rows.filter(([, , meaning = '']) => !/\.$/.test(meaning))).toEqual([]);
});
