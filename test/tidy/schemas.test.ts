/** The schemas are sound, and an editor has something to say of every key. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { filesUnder } from './repository.js';

type Json = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const part = (holder: unknown, name: string): Json => {
  const value = isMap(holder) ? holder[name] : undefined;
  return isMap(value) ? value : {};
};

const schemas = filesUnder('schemas', '.schema.json').map(({ path, text }): [string, Json] => {
  const value: unknown = JSON.parse(text);
  return [path, isMap(value) ? value : {}];
});
const read = schemas.filter(([path]) => /\/(experiment|inventory|toolchain|import-mapping)\./.test(path));

test.each(schemas)('%s is JSON Schema draft 2020-12, in the strict mode of ajv', (_, schema) => {
  expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(schema['title'] && schema['description']).toBeTruthy();
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
  expect(() => ajv.compile(schema)).not.toThrow();
});

/** Every property under a schema, with its path. */
function properties(schema: unknown, path: string): (readonly [string, Json])[] {
  if (!isMap(schema)) return [];
  const own = Object.entries(part(schema, 'properties')).map(
    ([name, one]) => [`${path}/${name}`, part({ one }, 'one')] as const,
  );
  const below = Object.entries(schema).flatMap(([name, value]) =>
    name === 'examples' || name === 'default' ? [] : properties(value, `${path}/${name}`),
  );
  return [...own, ...below];
}

function referred(schema: Json, property: Json): Json {
  const ref = property['$ref'];
  const name = typeof ref === 'string' ? (ref.split('/').at(-1) ?? '') : '';
  return part(part(schema, '$defs'), name);
}

test.each(read)('%s says of every key what it means', (_, schema) => {
  const all = properties(schema, '');
  expect(all.length).toBeGreaterThan(10);
  const silent = all.filter(([, property]) => !property['description'] && !referred(schema, property)['description']);
  expect(silent.map(([path]) => path)).toEqual([]);
});

test.each(read)('%s: every example and default is one', (_, schema) => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(schema, 'whole');
  const wrong = properties(schema, '').flatMap(([path, property]) => {
    const given = [...(Array.isArray(property['examples']) ? property['examples'] : []), property['default']];
    const check = ajv.compile({ ...property, $defs: schema['$defs'] });
    return given
      .filter((value) => value !== undefined && !check(value))
      .map((value) => `${path}: ${JSON.stringify(value)}`);
  });
  expect(wrong).toEqual([]);
});
