/** What anyone would write: `node bare-loop.mjs MODEL SHAPE THREADS SECONDS MODULES` prints the median in nanoseconds. */
import { createRequire } from 'node:module';

const [model, shape, threads, seconds, modules] = process.argv.slice(2);
const ort = createRequire(`${modules}/`)('onnxruntime-node');
const session = await ort.InferenceSession.create(model, {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
  // The runner loads what was optimised before, with nothing optimised again: here is the same file.
  graphOptimizationLevel: 'disabled',
});
const dims = shape.split(',').map(Number);
const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => Math.random());
const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', data, dims) };
for (let at = 0; at < 20; at++) await session.run(feeds);
const times = [];
const end = process.hrtime.bigint() + BigInt(Math.round(Number(seconds) * 1e9));
while (process.hrtime.bigint() < end) {
  const began = process.hrtime.bigint();
  await session.run(feeds);
  times.push(Number(process.hrtime.bigint() - began));
}
times.sort((a, b) => a - b);
console.log(times[Math.floor(times.length / 2)]);
