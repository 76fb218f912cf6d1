/** What the format has and this version cannot execute is refused by name, never ignored. */
import { describe, expect, it } from 'vitest';
import { notYetSettings } from '#domain/not-yet.js';
import { readInventory } from '#spec/inventory.js';
import { fleet } from '#test/spec/fleet.js';
import { errors, read } from '#test/spec/road.js';
import { experimentText, type TextParts } from '#test/spec/texts.js';
import { diagnosticWords } from '#wording/diagnostic.js';

const axesWith = (more: string): string =>
  `{ device: [this-machine], model: [small], framework: [ort], precision: [fp32], ${more} }`;
const source = (more: string): string =>
  `  small:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ format: onnx, precision: fp32, ${more} }]`;
const modelWith = (more: string): TextParts => ({
  axes: axesWith('level: [all]'),
  models: `${source('path: m.onnx')}\n    ${more}`,
});

const inExperiments: readonly (readonly [string, TextParts])[] = [
  ['level object', { axes: axesWith('level: [{ id: all, path: x }]') }],
  ['measure.scenario', { measure: '{ scenario: offline }' }],
  ['measure.order', { measure: '{ order: sequential }' }],
  ['measure.warmup.until', { measure: '{ warmup: { until: steady } }' }],
  ['measure.metrics', { measure: '{ metrics: { map50: { unit: ratio } } }' }],
  ['measure.telemetry', { measure: '{ telemetry: { want: [power], require: [clocks] } }' }],
  ['measure.cooldown', { measure: '{ cooldown: { max: 5m } }' }],
  ['model preprocess', modelWith('preprocess: { resize: 256 }')],
  [
    'model input dtype',
    {
      axes: axesWith('level: [all]'),
      models: source('path: m.onnx').replace('shape: [1]', 'shape: [1], dtype: uint8'),
    },
  ],
  ['data format', { more: '', measure: '{} # data' }],
  ['data subset', { more: '', measure: '{} # data' }],
];

describe('settings that cannot be executed yet', () => {
  it.each(inExperiments)('%s is refused, and only that', (setting, parts) => {
    const text = experimentText(parts)
      .replace('bare: {', setting === 'data format' ? 'bare: { format: image-folder,' : 'bare: {')
      .replace('bare: {', setting === 'data subset' ? 'bare: { subset: { count: 5 },' : 'bare: {');
    const found = errors(read(text)).map(({ code, facts }) => [code, facts['setting']]);
    expect(found.filter(([code]) => code !== 'spec/wrong-type')).toEqual([['spec/not-yet', setting]]);
  });

  it('refuses telemetry of boards', () => {
    const text = 'schema: 1\nboards: { here: { local: true, device: this-machine, telemetry: {} } }';
    const found = errors(readInventory({ name: 'lab.yaml', text }));
    expect(found.map(({ facts }) => facts['setting'])).toEqual(['board telemetry']);
  });

  it('refuses an axis that is a setting for which every board must reboot', () => {
    const text = experimentText({
      axes: '{ device: [old], model: [small], framework: [ort], precision: [fp32], firmware: [a] }',
    });
    const found = errors(read(text, undefined, fleet));
    expect(found.map(({ code, facts }) => [code, facts['setting']])).toEqual([['spec/not-yet', 'setting by reboot']]);
  });

  it('says for each what works today', () => {
    for (const setting of notYetSettings) {
      const words = diagnosticWords({ code: 'spec/not-yet', severity: 'error', file: 'e.yaml', facts: { setting } });
      expect(words.title).toContain('cannot be executed yet');
      expect(words.help).toMatch(/^Today /);
    }
  });

  it('tests every setting of the list', () => {
    const elsewhere = ['board telemetry', 'setting by reboot'];
    expect([...inExperiments.map(([setting]) => setting), ...elsewhere].sort()).toEqual([...notYetSettings].sort());
  });
});
