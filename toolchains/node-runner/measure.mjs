/**
 * The measuring loop of every runner in Node: a fresh process, one session of one cell, told by a job file. The framework
 * comes in as an engine; everything here is the same for all of them.
 *
 * What is timed is `infer` alone, closed loop, one at a time: the call with its tensor ready, until its promise is settled.
 * Nothing is written between the two clock reads of a sample, and nothing of size is allocated.
 *
 * @typedef {object} Model A model that is loaded and ready.
 * @property {(data: ArrayLike<number>, shape: readonly number[]) => unknown} feed Makes what `infer` takes; not timed.
 * @property {(feed: unknown) => Promise<unknown>} infer One inference.
 * @property {(result: unknown) => readonly Output[]} outputs What `infer` gave, in the model's order; the first holds the scores.
 * @property {() => Evidence | Promise<Evidence>} attest Called once, after exactly one inference: what that one really used.
 *
 * @typedef {object} Output
 * @property {ArrayLike<number>} data
 * @property {readonly number[]} shape
 *
 * @typedef {object} Evidence
 * @property {{ provider: string, unit: string, arithmetic: string }} used
 * @property {{ nodesByArithmetic: Record<string, number> }} [placement]
 * @property {{ code: string, text: string }} [warning] Why something is unknown.
 *
 * @typedef {object} Engine
 * @property {string} name
 * @property {(job: object) => Record<string, string>} versions Loads the framework's library and asks it.
 * @property {(job: object) => Promise<Model>} open Its duration is the load time.
 * @property {(text: string) => boolean} isRefusal Whether an error says "this will never work here" rather than "it broke".
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Messages } from './messages.mjs';
import { AnswersFile, describeNpy, itemsIn, itemsOf, readNpy } from './npy.mjs';
import { batchesOf, laidOut, randomTensor, rankOf, rowsOf, stacked } from './tensors.mjs';

const now = process.hrtime.bigint;

/** Runs the job file named on the command line. Refusals and failures are messages; the exit code only agrees with them. */
export async function runJob(engine) {
  const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const messages = new Messages(job.messages, { items: job.batch ?? 1 });
  // Where it is, for the error message: the loop moves it on.
  const progress = { at: 'load' };
  try {
    const iterations = await perform({ job, engine, messages, progress });
    messages.say({ kind: 'memory', peakRssBytes: peakRssBytes() });
    messages.say({ kind: 'done', iterations });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = codeOf(text, engine);
    messages.say({ kind: 'error', at: progress.at, code, text: text.slice(0, 4000), ...operatorIn(text) });
    process.exitCode = 1;
  } finally {
    messages.close();
  }
}

async function perform({ job, engine, messages, progress }) {
  if ((job.streams ?? 1) > 1) throw new Error(`${job.streams} inferences in flight: this runner has one`);
  if (job.protocol !== 1) throw new Error(`the job speaks protocol ${job.protocol}; this runner speaks 1`);
  const versions = { node: process.versions.node, ...engine.versions(job) };
  messages.say({ kind: 'hello', protocol: 1, runner: engine.name, versions });
  const began = now();
  const model = await engine.open(job);
  const loadNs = Number(now() - began);
  const loaded = async () => {
    const { used, placement, warning } = await model.attest();
    messages.say({ kind: 'loaded', loadNs, asked: job.asked, used, ...(placement ? { placement } : {}) });
    if (warning) messages.say({ kind: 'warning', ...warning });
  };
  if (job.purpose === 'accuracy') {
    progress.at = 'accuracy';
    return await score({ job, model, messages, loaded });
  }
  if (job.purpose === 'answers') {
    progress.at = 'measure';
    return await answer({ job, model, loaded });
  }
  progress.at = 'warm-up';
  return await time({ job, model, messages, loaded, progress });
}

/** One cold iteration, warm-up until the first of its two limits, then steady ones. Answers how many steady ones. */
async function time({ job, model, messages, loaded, progress }) {
  const feeds = inputItems(job).map(({ data, shape }) => model.feed(data, shape));
  let next = 0;
  const once = async () => {
    const feed = feeds[next];
    next = (next + 1) % feeds.length;
    const start = now();
    await model.infer(feed);
    return { start, end: now() };
  };
  const sample = async (kind) => {
    const { start, end } = await once();
    messages.sample(kind, start, end);
    return { start, end };
  };
  // What is used shows in an inference only, hence `loaded` is said after the cold one.
  const cold = await once();
  await loaded();
  messages.sample('cold', cold.start, cold.end);
  const warmBy = now() + BigInt(job.warmup.maxNs);
  for (let done = 0; done < job.warmup.iterations; done++) {
    if ((await sample('warm-up')).end >= warmBy) break;
  }
  await pause(job.warmup.pauseNs ?? 0);
  progress.at = 'measure';
  const { min, max } = job.iterations;
  const atLeastNs = BigInt(job.durationMinNs);
  const first = await sample('steady');
  let last = first;
  let count = 1;
  // From the first start to the last end: what can be read from the samples is what was asked for.
  while (count < max && (count < min || last.end - first.start < atLeastNs)) {
    last = await sample('steady');
    count++;
  }
  return count;
}

/** Nothing runs for at least so long; a timer may fire a little early. */
async function pause(lengthNs) {
  const over = now() + BigInt(lengthNs);
  for (let left = over - now(); left > 0n; left = over - now()) await sleep(Math.ceil(Number(left) / 1e6));
}

/** Counts how often the label is among the best k answers, over every item. */
async function score({ job, model, messages, loaded }) {
  const { data, top } = job.accuracy;
  const files = [job.accuracy.images].flat();
  const { shape, skip, count, labels } = whatCounts(job.accuracy, files);
  const hits = Object.fromEntries(top.map((k) => [`top-${k}`, 0]));
  const { batch = 1 } = job;
  let waiting = [];
  let next = 0;
  const countWaiting = async () => {
    const [scores] = await ask(model, stacked(waiting, batch));
    if (next === 0) await loaded();
    // Of a batch that the last items do not fill, what was put in their place is answered too, and not counted.
    for (const row of rowsOf(scores.data, batch).slice(0, waiting.length)) {
      const rank = rankOf(row, Number(labels[next++]));
      for (const k of top) if (rank < k) hits[`top-${k}`]++;
    }
    waiting = [];
  };
  let at = -skip;
  for (const item of itemsIn(files)) {
    if (at >= count) break;
    if (at >= 0) waiting.push(forModel(job, { data: item, shape }));
    if (waiting.length === batch) await countWaiting();
    at++;
  }
  if (waiting.length > 0) await countWaiting();
  messages.say({ kind: 'accuracy', data, counted: count, hits });
  return count;
}

/** The shape of one image, how many are passed over and how many count, and the labels of those. */
function whatCounts({ images, labels: labelsPath, part }, files) {
  const shapes = files.map((file) => describeNpy(file).shape);
  const found = shapes.reduce((sum, [items]) => sum + items, 0);
  if (found === 0) throw new Error(`${images} holds no image`);
  const labels = readNpy(labelsPath);
  const { skip, count, label } = part ?? { skip: 0, count: found, label: 0 };
  const missing = label + count > labels.shape[0] || skip + count > found;
  if (labels.shape.length !== 1 || missing || (!part && labels.shape[0] !== found)) {
    throw new Error(
      `${found} images and labels of shape (${labels.shape.join(', ')}): expected one label for each image`,
    );
  }
  return { shape: [1, ...shapes[0].slice(1)], skip, count, labels: labels.data.subarray(label, label + count) };
}

/** What is fed: items in the layout that the model takes, as many together as the job says. */
function inputItems(job) {
  const { input, batch = 1 } = job;
  if (input.kind === 'random') {
    const tensor = { data: randomTensor(input.shape, input.seed), shape: input.shape };
    if (batch === 1) return [forModel(job, tensor)];
    const one = [1, ...input.shape.slice(1)];
    return batchesOf(
      itemsOf(tensor).map((data) => forModel(job, { data, shape: one })),
      batch,
    );
  }
  const images = readNpy(input.images, input.kind === 'repeat-one' ? 1 : input.items);
  if (images.shape[0] === 0) throw new Error(`${input.images} holds no image`);
  const shape = [1, ...images.shape.slice(1)];
  return batchesOf(
    itemsOf(images).map((data) => forModel(job, { data, shape })),
    batch,
  );
}

function forModel({ input: { layout } }, item) {
  return layout ? laidOut(item, layout.data, layout.model) : item;
}

async function ask(model, { data, shape }) {
  return model.outputs(await model.infer(model.feed(data, shape)));
}

/** Writes all outputs of each item, one row an item. Nothing is timed, hence no iteration counts. */
async function answer({ job, model, loaded }) {
  const items = inputItems(job);
  const file = new AnswersFile(job.answers.out, items.length);
  try {
    for (const [index, item] of items.entries()) {
      const outputs = await ask(model, item);
      if (index === 0) await loaded();
      file.add(rowOf(job, outputs));
    }
    file.finish();
  } finally {
    file.discard();
  }
  return 0;
}

/**
 * All values of all outputs, in the layout of the data: answers of two models are compared value by value, and one of them
 * may have its axes in another order.
 */
function rowOf({ input: { layout } }, outputs) {
  const same = layout ? outputs.map((output) => laidOut(output, layout.model, layout.data)) : outputs;
  const row = new Float32Array(same.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of same) {
    row.set(typeof data[0] === 'bigint' ? Float32Array.from(data, Number) : data, at);
    at += data.length;
  }
  return row;
}

/**
 * The high-water mark of this process: framework, model and tensors together. From procfs where there is one, because
 * `getrusage` also counts what the process was before its exec, which is a copy of whoever started it.
 */
function peakRssBytes() {
  try {
    const kib = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    if (kib) return Number(kib) * 1024;
  } catch {
    // No procfs: the next best source.
  }
  return process.resourceUsage().maxRSS * 1024;
}

function codeOf(text, engine) {
  if (engine.isRefusal(text)) return 'refused';
  return /out of memory|bad_alloc|bad allocation|allocation failed|failed to allocate/i.test(text)
    ? 'out-of-memory'
    : 'failed';
}

/** ONNX Runtime names the operator it has no kernel for: `implementation for Conv(11) node` or `op_type:Conv(11)`. */
function operatorIn(text) {
  const operator = /implementation for (\w+)\(/.exec(text)?.[1] ?? /\bop(?:_type)?[: ]+(\w+)\(/i.exec(text)?.[1];
  return operator ? { operator } : {};
}
