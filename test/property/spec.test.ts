/** Whatever is done to a file, reading it gives a value or diagnostics with a place and words: never an exception, never a flood. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnostic } from '#domain/diagnostic.js';
import { expand } from '#matrix/expand.js';
import { openExperiment } from '#spec/experiment.js';
import { defaultInventory, readInventory } from '#spec/inventory.js';
import { recognise } from '#spec/kind.js';
import { readToolchain } from '#spec/toolchain.js';
import { toolchainsOf } from '#test/spec/road.js';
import { renderDiagnostic } from '#wording/diagnostic.js';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const shipped = ['onnxruntime', 'onnxruntime-web'].map((name) => textOf(`toolchains/${name}/toolchain.yaml`));
const toolchains = toolchainsOf(...shipped);
const inventory = defaultInventory();
const originals = [
  textOf('experiments/quickstart.yaml'),
  textOf('inventory/this-machine.yaml'),
  textOf('inventory/lab-example.yaml'),
  shipped[0] ?? '',
];

/** What slips and strangers put into a file. */
const pieces = fc.oneof(
  fc.constantFrom(
    ...[
      '\t',
      ' ',
      '  ',
      '\n',
      '- ',
      ': ',
      ':',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '#',
      '&a ',
      '*a',
      '!x ',
      '|\n',
      '>\n',
      '---\n',
      '~',
      '<<: ',
    ],
    ...[
      'null',
      'no',
      '3.10',
      '-1',
      '1e999',
      '.inf',
      '__proto__',
      'constructor',
      'toString',
      '../..',
      '\u001b[2J',
      '\u202e',
      '\ufeff',
      '\0',
      '\r',
    ],
  ),
  fc.string({ maxLength: 8, unit: 'binary' }),
);
const edit = fc.record({ at: fc.nat(20_000), drop: fc.nat(12), put: pieces });
const mutated = fc
  .tuple(fc.constantFrom(...originals), fc.array(edit, { minLength: 1, maxLength: 6 }))
  .map(([text, edits]) =>
    edits.reduce((now, { at, drop, put }) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + put + now.slice(from + drop);
    }, text),
  );

function diagnosticsOf(text: string): readonly Diagnostic[] {
  const source = { name: 'x.yaml', text };
  const found = [recognise(source), readInventory(source), readToolchain(source, '/x')];
  const opened = openExperiment(source);
  const read = opened.ok ? opened.value.read({ inventory, toolchains, climbMax: 1 }) : opened;
  const expanded = read.ok ? [expand(read.value, { inventory, toolchains, limit: 1000 })] : [];
  return [...found, opened, read, ...expanded].flatMap((each) => (each.ok ? [] : each.error));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern is for.
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/;

function checkWords(diagnostic: Diagnostic, text: string): void {
  const { span } = diagnostic;
  const words = renderDiagnostic(diagnostic);
  expect(words).not.toMatch(unseen);
  expect(words).not.toMatch(/undefined|\[object|NaN/);
  expect(words.length).toBeLessThan(6000);
  if (!span) return;
  const lines = text.split('\n');
  expect(span.line).toBeLessThanOrEqual(lines.length);
  expect(span.column).toBeLessThanOrEqual((lines[span.line - 1] ?? '').length + 1);
}

test('any edits of files that were good give a value or diagnostics that can be read', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      for (const diagnostic of diagnosticsOf(text)) checkWords(diagnostic, text);
    }),
    { numRuns: 300 },
  );
});

test('any text at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const diagnostic of diagnosticsOf(text)) checkWords(diagnostic, text);
    }),
    { numRuns: 300 },
  );
});

test('no name is taken from what every object has', () => {
  const names = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf');
  const keys = fc.constantFrom(
    'digits-cnn',
    'onnxruntime',
    'digits',
    'task',
    'sessions',
    'device',
    'models',
    'weights',
    'fp32',
  );
  fc.assert(
    fc.property(names, keys, fc.nat(5), (name, key, nth) => {
      const parts = (originals[0] ?? '').split(key);
      const at = 1 + (nth % Math.max(1, parts.length - 1));
      const text = parts.slice(0, at).join(key) + name + parts.slice(at).join(key);
      for (const diagnostic of diagnosticsOf(text)) checkWords(diagnostic, text);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
  );
});
