/** Which machines are asked before planning: boards always, builders where something may be done on them. */
import { expect, test } from 'vitest';
import { gather } from '#engine/gather.js';
import { readInventory } from '#spec/inventory.js';
import { calmWorld } from '#test/simulation/calm-world.js';
import { cellsOf, toolchainsOf, value, worldOf } from '#test/spec/road.js';
import { experimentText, nodeToolchain, plainToolchain } from '#test/spec/texts.js';

const inventory = value(
  readInventory({
    name: 'lab.yaml',
    text: 'schema: 1\nboards: { a: { local: true, device: this-machine } }\nbuilders: { b: { ssh: pc } }\n',
  }),
);
const file = 'path: m.onnx';
const converting = nodeToolchain('ort');
const answering = (text: string): string => `${text}answers: [onnx]\n`;

async function asked(framework: string, source: string, ...texts: readonly string[]): Promise<readonly string[]> {
  const models = `  m:\n    inputs: [{ name: i, shape: [1] }]\n    sources: [{ format: onnx, precision: fp32, ${source} }]`;
  const axes = `{ device: [this-machine], model: [m], framework: [${framework}], precision: [fp32] }`;
  const scene = worldOf(experimentText({ axes, models, more: '' }), { inventory, toolchains: toolchainsOf(...texts) });
  const question = { ...scene, expansion: cellsOf(scene), read: () => Promise.resolve(undefined) };
  const { world, passing } = calmWorld(question);
  const known = await passing(gather(world, question, new AbortController().signal));
  return [...known.boards.keys()];
}

test.each([
  ['nothing is done on them', ['web', file, plainToolchain('web')], ['a']],
  ['boards convert, and nobody answers for the source', ['ort', file, converting], ['a']],
  ['a conversion is checked there', ['ort', file, answering(converting)], ['a', 'b']],
  ['somebody answers, and nothing is converted', ['web', file, answering(plainToolchain('web'))], ['a']],
  [
    'they convert',
    ['ort', file, converting.replace('- id: optimise', '- id: optimise\n    where: builder')],
    ['a', 'b'],
  ],
  ['a source is built there', ['web', 'build: [make, "{out}"]', plainToolchain('web')], ['a', 'b']],
] as const)('where %s', async (_, [framework, source, ...texts], machines) => {
  expect(await asked(framework, source, ...texts)).toEqual(machines);
});
