/**
 * Does the harness bend the number? Our median of a session against what the framework's own tool says of the same file on as
 * many threads: `benchmark_app` for openvino; for onnxruntime, which brings none in its package, a bare loop in the same
 * language. Fresh processes, one of each a pair, the first of a pair changing places. The 95 % interval of the ratio, over
 * the pairs, must lie within 0.98 and 1.02; where it is wider than that, the machine was too noisy to say.
 *
 * node bench/harness-ratio.js --openvino PYTHON --onnxruntime PYTHON [--pairs 20] [--seconds 3] [--threads 1] [--model FILE]
 *
 * Each PYTHON is an interpreter with the package of that name; onnxruntime is also measured by Node, with the package here.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { fromSource } from './from-source.js';

const BOUNDS = [0.98, 1.02];
const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    openvino: { type: 'string' },
    onnxruntime: { type: 'string' },
    pairs: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
    model: { type: 'string', default: join(root, 'experiments/models/digits-cnn.fp32.onnx') },
    shape: { type: 'string', default: '1,1,32,32' },
  },
});
const { cellLatency, parseBenchmarkApp, createMessageReader, durationsOf, ascending, quantile } = await fromSource({
  'src/stats/cell-latency.ts': ['cellLatency'],
  'src/parse/benchmark-app.ts': ['parseBenchmarkApp'],
  'src/parse/messages.ts': ['createMessageReader'],
  'src/parse/session.ts': ['durationsOf'],
  'src/stats/quantile.ts': ['ascending', 'quantile'],
});

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-bench-'));
const source = resolve(options.model);
let attempts = 0;

/** A folder as an attempt has it: the runner's files side by side, the model, the job. */
function attempt(toolchain, model, asked) {
  const at = join(folder, String(attempts++));
  const files = join(at, 'files');
  mkdirSync(files, { recursive: true });
  const shared = ['python-runner', 'node-runner'].map((name) => join(root, 'toolchains', name));
  for (const from of [join(root, 'toolchains', toolchain), ...shared]) copyAll(from, files);
  const job = {
    protocol: 1,
    purpose: 'latency',
    messages: 'messages',
    model: { file: model, input: null },
    asked,
    options: { threads: options.threads },
    modules: null,
    input: { kind: 'random', shape: options.shape.split(',').map(Number), seed: 1 },
    warmup: { iterations: 20, maxNs: 1e9 },
    iterations: { min: 50, max: 10_000_000 },
    durationMinNs: Number(options.seconds) * 1e9,
    accuracy: null,
  };
  return { at, job };
}

function copyAll(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isFile()) copyFileSync(join(from, entry.name), join(to, entry.name));
}

async function start({ at, job }, argv) {
  writeFileSync(join(at, 'job.json'), JSON.stringify(job));
  const { stdout } = await execa(argv[0], argv.slice(1), { cwd: at });
  return stdout;
}

/** Our own median, as a harvest computes it. */
async function ours(made, argv) {
  await start(made, argv);
  const read = createMessageReader().push(readFileSync(join(made.at, 'messages')));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const samples = read.value.filter(({ kind }) => kind === 'samples');
  const loaded = read.value.find(({ kind }) => kind === 'loaded');
  if (loaded?.used.arithmetic !== 'fp32') throw new Error(`it computed in ${loaded?.used.arithmetic}`);
  rmSync(made.at, { recursive: true });
  return quantile(ascending(durationsOf(samples, 'steady')), 0.5);
}

async function openvino(python) {
  const tar = join(folder, 'model.tar');
  const { at } = attempt('openvino', tar, {});
  await execa(python, ['files/convert.py', source, tar, 'keep', ''], { cwd: at });
  const asked = { provider: 'CPU', unit: 'cpu', arithmetic: 'fp32' };
  const words = ['-hint', 'none', '-api', 'sync', '-nireq', '1', '-nstreams', '1', '-nthreads', options.threads];
  return {
    name: 'openvino in Python against benchmark_app',
    ours: () => ours(attempt('openvino', tar, asked), [python, 'files/runner.py', 'job.json']),
    rival: async () => {
      const made = attempt('openvino', tar, asked);
      const printed = await start(made, [python, 'files/benchmark.py', 'job.json', ...words, '-t', options.seconds]);
      const reading = parseBenchmarkApp(printed);
      const isMedian = ({ name, statistic }) => name === 'latency' && statistic === 'median';
      const median = reading.kind === 'complete' ? reading.figures.find(isMedian)?.value : undefined;
      if (typeof median !== 'number') throw new Error(JSON.stringify(reading));
      rmSync(made.at, { recursive: true });
      return median;
    },
  };
}

/** The file is loaded as it is by both, so that nothing is optimised in the one and not in the other. */
function onnxruntime(language, argv, modules) {
  const asked = { provider: 'cpu', unit: 'cpu', arithmetic: 'fp32' };
  const loop = join(import.meta.dirname, 'harness-ratio', language === 'Python' ? 'bare_loop.py' : 'bare-loop.mjs');
  const made = () => {
    const one = attempt('onnxruntime', source, asked);
    return { ...one, job: { ...one.job, modules } };
  };
  return {
    name: `onnxruntime in ${language} against a bare loop`,
    ours: () => ours(made(), [...argv, language === 'Python' ? 'files/runner.py' : 'files/runner.mjs', 'job.json']),
    rival: async () => {
      const one = made();
      const median = Number(
        await start(one, [...argv, loop, source, options.shape, options.threads, options.seconds, modules ?? '']),
      );
      rmSync(one.at, { recursive: true });
      if (!(median > 0)) throw new Error(`the bare loop said ${median}`);
      return median;
    },
  };
}

async function compare({ name, ours: mine, rival }) {
  await mine();
  await rival();
  const ratios = [];
  const both = [];
  for (let pair = 0; pair < Number(options.pairs); pair++) {
    const first = pair % 2 === 0 ? await mine() : undefined;
    const theirs = await rival();
    const own = first ?? (await mine());
    ratios.push(own / theirs);
    both.push([own, theirs]);
  }
  // A geometric mean with Student's interval on the logarithms, as for the latency of a cell.
  const { medianNs: ratio, interval } = cellLatency(ratios);
  const [low, high] = [interval.lowNs, interval.highNs];
  const inside = low >= BOUNDS[0] && high <= BOUNDS[1];
  const outside = high < BOUNDS[0] || low > BOUNDS[1];
  const verdict = inside ? 'ok  ' : outside ? 'BENT' : '?   ';
  const ms = (at) => (cellLatency(both.map((pair) => pair[at])).medianNs / 1e6).toFixed(3);
  const rest = inside || outside ? '' : '; too noisy to say';
  process.stdout.write(
    `${verdict} ${name}: ${ratio.toFixed(4)} × (95 % over ${ratios.length} pairs: ${low.toFixed(4)}–${high.toFixed(4)}; ` +
      `bounds ${BOUNDS.join('–')}), ${ms(0)} ms against ${ms(1)} ms${rest}\n`,
  );
  return inside;
}

try {
  const benches = [];
  if (options.openvino) benches.push(await openvino(options.openvino));
  if (options.onnxruntime) benches.push(onnxruntime('Python', [options.onnxruntime], null));
  const ortNode = createRequire(import.meta.url).resolve('onnxruntime-node');
  const packages = ortNode.slice(0, ortNode.lastIndexOf('node_modules') + 'node_modules'.length);
  benches.push(onnxruntime('Node', [process.execPath], packages));
  const held = [];
  for (const bench of benches) held.push(await compare(bench));
  process.exitCode = held.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
