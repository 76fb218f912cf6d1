/** What a cell asks of its runner beyond one inference after the other: taken up, told, fingerprinted, or refused at plan. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import { attemptId } from '#domain/names.js';
import type { Plan, PlannedCell, RunCell } from '#domain/plan.js';
import type { Toolchain } from '#domain/toolchain.js';
import { measurementJob } from '#plan/jobs.js';
import { errors, facts, planOf, read, toolchainsOf, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain, plainToolchain, type TextParts } from '#test/spec/texts.js';
import { describeFailure } from '#wording/failure.js';

/** Its runner takes 8 items together and has 4 in flight; that of `web` does neither. */
const counting = nodeToolchain('ort').replace(
  '    files: [run.mjs]',
  '    files: [run.mjs]\n    batch: 8\n    streams: 4',
);
const summary = nodeToolchain('tool')
  .replaceAll('tool-node', 'ort-node')
  .replace('    files: [run.mjs]', '    files: [run.mjs]\n    gives: summary\n    streams: 4');
const toolchains = (...texts: readonly string[]): ReadonlyMap<string, Toolchain> => toolchainsOf(...texts);
const usual = toolchains(counting, plainToolchain('web'));

const planned = (parts: TextParts, known = usual): Plan =>
  planOf(worldOf(experimentText(parts), { toolchains: known }));
const axes = (more: string, framework = 'ort'): string =>
  `{ device: [this-machine], model: [small], framework: [${framework}], precision: [fp32]${more} }`;
const first = ({ cells: [cell] }: Plan): RunCell => (cell?.kind === 'run' ? cell : expect.unreachable());
const refusal = (cell: PlannedCell | undefined): string =>
  cell?.kind === 'unsupported' ? describeFailure(cell.because).headline : expect.unreachable(JSON.stringify(cell));

function told(cell: RunCell, purpose: 'latency' | 'accuracy' = 'latency') {
  const artifact = { digest: digestOf('artifact'), bytes: bytes(8), path: '/store/artifact' };
  const made = measurementJob({ cell, purpose, artifact, facts, attempt: attemptId('set.work.1') });
  return made.ok ? made.value : expect.unreachable(JSON.stringify(made.error));
}

describe('batch and streams', () => {
  it('are told to a runner that takes them', () => {
    const cell = first(planned({ axes: axes(', batch: [8], streams: [4]'), measure: '{ input: random }' }));
    expect(cell.slug).toBe('this-machine/small/ort/fp32/batch=8/streams=4');
    expect(told(cell).document).toMatchObject({ batch: 8, streams: 4, input: { kind: 'random', shape: [8, 3, 8, 8] } });
  });

  it('batch alone is what accuracy is counted with', () => {
    const cell = first(planned({ axes: axes(', batch: [8], streams: [4]') }));
    const { document } = told(cell, 'accuracy');
    expect(document).toMatchObject({ batch: 8, purpose: 'accuracy' });
    expect(document).not.toHaveProperty('streams');
  });

  it('of one leave recipe and job as they are without the axis', () => {
    const without = first(planned({ axes: axes('') }));
    const one = first(planned({ axes: axes(', batch: [1], streams: [1]') }));
    expect(one.measurement.fingerprint).toBe(without.measurement.fingerprint);
    expect(told(one).document).toEqual(told(without).document);
  });

  it('of more change the protocol alone', () => {
    const without = first(planned({ axes: axes('') })).measurement.recipe.parts;
    const parts = ['batch: [2]', 'streams: [2]', 'batch: [4]'].map(
      (more) => first(planned({ axes: axes(`, ${more}`) })).measurement.recipe.parts,
    );
    for (const each of parts) expect({ ...each, protocol: '' }).toEqual({ ...without, protocol: '' });
    expect(new Set([without, ...parts].map(({ protocol }) => protocol)).size).toBe(4);
  });

  it('collapse at one where nobody takes them up, and are refused beyond', () => {
    const { cells } = planned({ axes: axes(', batch: [1, 2]', 'ort, web') });
    expect(cells.map(({ slug, kind }) => [slug, kind])).toEqual([
      ['this-machine/small/ort/fp32/batch=1', 'run'],
      ['this-machine/small/ort/fp32/batch=2', 'run'],
      ['this-machine/small/web/fp32', 'run'],
      ['this-machine/small/web/fp32/batch=2', 'unsupported'],
    ]);
    expect(refusal(cells[3])).toBe('no runner of web can do this: a batch of 2 (the most is 1)');
  });

  it('beyond what the runner can are refused with the most that it can', () => {
    const { cells } = planned({ axes: axes(', streams: [4, 5]') });
    expect(cells.map(({ kind }) => kind)).toEqual(['run', 'unsupported']);
    expect(refusal(cells[1])).toBe('no runner of ort can do this: 5 inferences in flight (the most is 4)');
  });

  it('are refused where the model fixes its batch at another number', () => {
    const fixed = `  small:
    inputs: [{ name: input, shape: [4, 3, 8, 8] }]
    sources: [{ format: onnx, precision: fp32, path: models/small.fp32.onnx }]`;
    const { cells } = planned({ axes: axes(', batch: [4, 8]'), models: fixed, measure: '{ input: random }' });
    expect(cells.map(({ kind }) => kind)).toEqual(['run', 'unsupported']);
    expect(refusal(cells[1])).toBe('model small takes 4 items in one inference, and a batch of 8 is asked for');
  });

  it.each(['0', 'two', '1.5', '01', '65537', '-1'])('a level %s is no number of them', (level) => {
    const found = errors(read(experimentText({ axes: axes(`, batch: ["${level}"]`) }), usual));
    expect(found.map(({ code, facts: { option } }) => [code, option ?? null])[0]?.[0]).toMatch(
      /^spec\/bad-(?:option|text)$/,
    );
  });

  it('a tool without a job file is asked for what its command line can say', () => {
    const mute = planned({ axes: axes(', streams: [2]', 'tool') }, toolchains(summary));
    expect(refusal(mute.cells[0])).toBe('no runner of tool can do this: 2 inferences in flight');
    const speaking = summary.replace('"{job}"]', '"-nstreams", "{streams}", "-t", "{duration_s}"]');
    const cell = first(planned({ axes: axes(', streams: [2]', 'tool') }, toolchains(speaking)));
    expect(told(cell).argv.slice(2)).toEqual(['-nstreams', '2', '-t', '1']);
  });

  it('are an axis of rules and included cells like any other', () => {
    const { cells } = planned({
      axes: axes(', streams: [1, 2, 4]'),
      rules: `  exclude: [{ streams: "2" }]
  include: [{ device: this-machine, model: small, framework: ort, precision: int8, streams: 3 }]`,
    });
    expect(cells.map(({ levels }) => levels['streams'])).toEqual(['1', '4', '3']);
  });
});

describe('the pause after the warm-up', () => {
  it('is told to the runner and a part of the recipe', () => {
    const cell = first(planned({ axes: axes(''), measure: '{ warmup: { iterations: 1, pause: 1s } }' }));
    expect(told(cell).document).toMatchObject({ warmup: { iterations: 1, maxNs: 30e9, pauseNs: 1e9 } });
    const without = first(planned({ axes: axes(''), measure: '{ warmup: { iterations: 1 } }' }));
    expect(cell.measurement.recipe.parts.protocol).not.toBe(without.measurement.recipe.parts.protocol);
    const none = first(planned({ axes: axes(''), measure: '{ warmup: { iterations: 1, pause: 0s } }' }));
    expect(none.measurement.fingerprint).toBe(without.measurement.fingerprint);
    expect(told(cell).limits.runNs - told(without).limits.runNs).toBe(1.5e9);
  });

  it('can be taken from some cells, and given to others', () => {
    const rules = `  overrides:
    - { match: { precision: fp32 }, set: { measure.warmup.pause: 0s } }
    - { match: { precision: int8 }, set: { measure.warmup.pause: 2s } }`;
    const both = axes('').replace('[fp32]', '[fp32, int8]');
    const { cells } = planned({ axes: both, rules, measure: '{ warmup: { pause: 1s } }' });
    const pauses = cells.map((cell) => (cell.kind === 'run' ? cell.measurement.protocol.warmup.pauseNs : 'refused'));
    expect(pauses).toEqual([undefined, 2e9]);
  });

  it('is refused for a tool that cannot be told, and a word of the command line for one that can', () => {
    const measure = '{ warmup: { pause: 1500ms } }';
    const mute = planned({ axes: axes('', 'tool'), measure }, toolchains(summary));
    expect(refusal(mute.cells[0])).toBe('no runner of tool can do this: a pause after the warm-up (`warmup.pause`)');
    const speaking = toolchains(summary.replace('"{job}"]', '"--sleep={pause_ms}", "--idle={pause_s}"]'));
    const cell = first(planned({ axes: axes('', 'tool'), measure }, speaking));
    expect(told(cell).argv.slice(2)).toEqual(['--sleep=1500', '--idle=2']);
  });
});

describe('a stress run', () => {
  const stress = (measure: string): RunCell => first(planned({ axes: axes(''), measure }));

  it('lasts for its target, without a cap, and limits follow', () => {
    const cell = stress('{ scenario: stress, duration: { target: 3h }, iterations: { min: 7 } }');
    const { document, limits } = told(cell);
    expect(document).toMatchObject({ iterations: { min: 7, max: Number.MAX_SAFE_INTEGER }, durationMinNs: 3 * 3600e9 });
    expect(limits.runNs).toBe((30e9 + 3 * 3600e9) * 1.5 + 120e9 + 300e9);
    // Samples of 32 bytes, 4000 in a second, above what any session may write.
    expect(limits.messagesBytes).toBe(256 * 1024 ** 2 + 3 * 3600 * 4000 * 32);
    expect(told(stress('{ duration: { min: 3h } }')).limits.messagesBytes).toBe(256 * 1024 ** 2);
  });

  it('is estimated at its target', () => {
    const text = experimentText({ axes: axes(''), measure: '{ sessions: 1, duration: { target: 3h } }' });
    const { estimateNs } = planOf(worldOf(text));
    expect(estimateNs).toBeGreaterThan(3 * 3600e9);
    expect(estimateNs).toBeLessThan(3 * 3600e9 + 60e9);
  });

  it('is the same recipe with and without its scenario, and whatever else would have stood there', () => {
    const prints = ['{ duration: { target: 3h } }', '{ scenario: stress, duration: { target: 180m } }'].map(
      (measure) => stress(measure).measurement.fingerprint,
    );
    expect(new Set(prints).size).toBe(1);
    expect(stress('{ duration: { target: 2h } }').measurement.fingerprint).not.toBe(prints[0]);
    expect(stress('{ duration: { min: 3h } }').measurement.fingerprint).not.toBe(prints[0]);
  });

  it.each([
    ['{ duration: { target: 3h, min: 5s } }', 'spec/one-of'],
    ['{ duration: { target: 3h }, iterations: { max: 5 } }', 'spec/one-of'],
    ['{ duration: { target: 0s } }', 'spec/bad-duration'],
    ['{ duration: { target: 31000h } }', 'spec/bad-duration'],
    ['{ scenario: stress }', 'spec/missing-key'],
    ['{ scenario: streams }', 'spec/missing-axis'],
    ['{ scenario: offline }', 'spec/not-yet'],
  ])('%s is refused: %s', (measure, code) => {
    expect(errors(read(experimentText({ axes: axes(''), measure }), usual)).map((each) => each.code)).toEqual([code]);
  });

  it('can be asked for some cells alone, and lifted by a later rule', () => {
    const rules = `  overrides:
    - { match: { device: this-machine }, set: { measure.duration.target: 1h } }
    - { match: { precision: int8 }, set: { measure.duration.min: 2s } }`;
    const { cells } = planned({ axes: axes('').replace('[fp32]', '[fp32, int8]'), rules, measure: '{}' });
    const lengths = cells.map((cell) => (cell.kind === 'run' ? cell.measurement.protocol : null));
    expect(lengths.map((each) => [each?.durationTargetNs, each?.durationMinNs])).toEqual([
      [3600e9, 5e9],
      [undefined, 2e9],
    ]);
  });
});
