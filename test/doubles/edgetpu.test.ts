/** Toolchain edgetpu over doubles of Google's compiler and of TensorFlow Lite with the delegate of libedgetpu. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt } from '#test/cli/binary.js';
import { Road, type RoadParts } from '#test/doubles/road.js';

const stick: RoadParts = {
  device: 'my-stick',
  units: ['tpu'],
  framework: 'edgetpu',
  precisions: ['int8'],
  sources: [{ format: 'tflite', precision: 'int8', content: 'a model in int8' }],
  shape: [1, 8, 8, 3],
  layout: 'nhwc',
};

beforeAll(ensureBuilt);
afterAll(endStarted);

test('a model in int8 is compiled on a builder and measured on the stick', async () => {
  using road = new Road(stick);
  const { code, cells, out, err } = await road.travel();
  expect(code, out + err).toBe(0);
  expect(cells).toMatchObject([{ state: 'measured' }]);
  expect(cells[0]?.numbers?.latency.medianNs).toBeGreaterThan(0);
});
