/**
 * Writes a model as ONNX Runtime has optimised it for this machine: `node compile.mjs SOURCE OUT LEVEL MODULES`.
 * A refusal is the runtime's own sentence on stderr and exit 1; then there is no OUT.
 */
import { renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [source, out, level, modules] = process.argv.slice(2);
const target = resolve(out);
/** Renamed when it is whole: a name that ends otherwise makes ONNX Runtime write another format. */
const draft = `${target}.draft`;

try {
  const ort = createRequire(modules ? `${modules}/` : import.meta.url)('onnxruntime-node');
  const session = await ort.InferenceSession.create(resolve(source), {
    // Both builds have the kernels of this provider; the graph is written while it is loaded.
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    graphOptimizationLevel: level,
    optimizedModelFilePath: draft,
  });
  await session.release();
  if (statSync(draft).size === 0) throw new Error(`onnxruntime-node wrote nothing to ${draft}`);
  renameSync(draft, target);
} catch (error) {
  rmSync(draft, { force: true });
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
