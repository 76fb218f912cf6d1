/**
 * Golden vectors. A fingerprint that changes without a decision makes every stored result look stale, so what these say is
 * the format itself: never adapt them to the code. What is digested is written out here as text, so that the vectors can be
 * checked with `printf '%s' TEXT | sha256sum`, without this program.
 */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import { seconds } from '#core/units.js';
import type { Protocol } from '#domain/experiment.js';
import { levelId } from '#domain/names.js';
import { partNames } from '#domain/plan.js';
import { createRecipes, fingerprintOf, type Ingredients } from '#plan/recipe.js';
import { artifactKeyOf, stepKeyOf } from '#plan/steps.js';

// sha256 of the empty text, and of `a`: digests that everybody can look up.
const empty = digestOf('');
const a = digestOf('a');

const protocol: Protocol = {
  sessions: 5,
  warmup: { iterations: 10, maxNs: seconds(30) },
  iterations: { min: 100, max: 100_000 },
  durationMinNs: seconds(5),
  scenario: 'single-stream',
  input: 'data',
  inputData: 'digits',
  accuracy: { data: 'digits', top: [1, 5] },
  order: 'interleaved',
};

const leg = {
  argv: ['{node}', '{files}/optimise.mjs', '--level=all'],
  tool: 'ort-node',
  version: null,
  to: { format: 'ort-optimized', precision: 'fp32' },
};

const ingredients: Ingredients = {
  source: { digest: empty, format: 'onnx', precision: 'fp32' },
  route: { legs: [leg] },
  runner: { toolchain: 'ort', name: 'ort-runner', protocol: 1, version: null, options: { threads: '1' } },
  data: { input: { kind: 'file', digest: a }, accuracy: { images: a, labels: empty } },
  protocol,
  target: { device: levelId('this-machine'), unit: 'cpu', provider: 'cpu-provider', host: null },
  settings: [],
};

/** RFC 8785 text of each part, as it is digested. */
const texts = {
  source: `{"file":"${empty}","format":"onnx","precision":"fp32"}`,
  route:
    '{"steps":[{"argv":["{node}","{files}/optimise.mjs","--level=all"],"to":{"format":"ort-optimized","precision":"fp32"},"tool":"ort-node","version":null}]}',
  runner: '{"name":"ort-runner","options":{"threads":"1"},"protocol":1,"toolchain":"ort"}',
  preprocess: '{}',
  data: `{"accuracy":{"images":"${a}","labels":"${empty}"},"input":{"file":"${a}"}}`,
  protocol:
    '{"accuracy":{"top":[1,5]},"durationMinNs":5000000000,"input":"data","iterations":{"max":100000,"min":100},"scenario":"single-stream","warmup":{"iterations":10,"maxNs":30000000000}}',
  target: '{"device":"this-machine","provider":"cpu-provider","unit":"cpu"}',
  settings: '{}',
} as const;

const recipe = (changed: Partial<Ingredients> = {}) => createRecipes()({ ...ingredients, ...changed });

describe('golden vectors of format 1', () => {
  it.each(partNames)('digests part %s over exactly this text', (name) => {
    expect(recipe().parts[name]).toBe(digestOf(texts[name]));
  });

  it('digests the recipe into this fingerprint', () => {
    const parts = [...partNames].sort().map((name) => `"${name}":"${digestOf(texts[name])}"`);
    expect(fingerprintOf(recipe())).toBe(digestOf(`{"format":1,"parts":{${parts.join(',')}}}`));
    expect(fingerprintOf(recipe())).toBe('67270a5f668ec5f6b0a74fc11647309d4c7ac377b6c05cbb5ff2624f6595ab08');
  });

  it('leaves out what is not asked for, and writes what is', () => {
    const { accuracy: _, ...bare } = protocol;
    expect(recipe({ protocol: bare }).parts.protocol).toBe(
      digestOf(texts.protocol.replace('"accuracy":{"top":[1,5]},', '')),
    );
    const random = { input: { kind: 'random', shape: ['batch', 3] }, accuracy: null } as const;
    expect(recipe({ data: random }).parts.data).toBe(digestOf('{"input":{"random":["batch",3]}}'));
    const pinned = { ...ingredients.runner, version: '1.20.1' };
    expect(recipe({ runner: pinned }).parts.runner).toBe(digestOf(texts.runner.replace(/}$/, ',"version":"1.20.1"}')));
  });

  it('names the host of an accelerator, and the settings that are asked for', () => {
    const target = { ...ingredients.target, host: levelId('raspberry-pi-5') };
    expect(recipe({ target }).parts).toEqual({
      ...recipe().parts,
      target: digestOf('{"device":"this-machine","host":"raspberry-pi-5","provider":"cpu-provider","unit":"cpu"}'),
    });
    const settings = [
      { name: 'governor', value: levelId('performance') },
      { name: 'power_mode', value: levelId('10W') },
    ];
    expect(recipe({ settings }).parts).toEqual({
      ...recipe().parts,
      settings: digestOf('{"governor":"performance","power_mode":"10W"}'),
    });
    expect(fingerprintOf(recipe({ target, settings }))).toBe(
      '89d199c9c1f05171914b4981e39f58cdd2a5dd943caf5788a754f255e1c39b82',
    );
  });

  it('keys steps by their source, or by the step before', () => {
    const rest = texts.route.slice('{"steps":[{'.length, -'}]}'.length);
    const [argv, more] = [rest.slice(0, rest.indexOf(',"to"')), rest.slice(rest.indexOf(',"to"'))];
    const text = (from: string): string => `{${argv},"format":1,"from":"${from}"${more}}`;
    const first = stepKeyOf(ingredients.source, leg);
    expect(first).toBe(digestOf(text(digestOf(texts.source))));
    expect(stepKeyOf(first, leg)).toBe(digestOf(text(first)));
    expect(first).toBe('11c014ddbeb1a7816213df5e3c893177057fa28ced4bb070fffc2b600691f51b');
  });

  it('keys artifacts by what went in', () => {
    const file = { name: 'optimise.mjs', digest: a, bytes: 1 as never, path: '/anywhere' };
    const key = artifactKeyOf({ ...leg, files: [file] }, empty, { version: '1.20.1' });
    expect(key).toBe(
      digestOf(
        `{"argv":["{node}","{files}/optimise.mjs","--level=all"],"files":[{"digest":"${a}","name":"optimise.mjs"}],"format":1,"input":"${empty}","to":{"format":"ort-optimized","precision":"fp32"},"tool":"ort-node","version":"1.20.1"}`,
      ),
    );
  });
});

describe('what is not in a recipe', () => {
  it('leaves out sessions, order and the names of data sets', () => {
    const other: Protocol = {
      ...protocol,
      sessions: 3,
      inputData: 'elsewhere',
      accuracy: { data: 'elsewhere', top: [1, 5] },
    };
    expect(fingerprintOf(recipe({ protocol: other }))).toBe(fingerprintOf(recipe()));
  });

  it('ignores fields that the types do not have yet', () => {
    const grown = { ...protocol, bornLater: 1 };
    const target = { ...ingredients.target, bornLater: { x: 1 } };
    expect(recipe({ protocol: grown, target }).parts).toEqual(recipe().parts);
  });
});
