/** Measures one session of one cell with onnxruntime-web's WebAssembly build in Node: `node runner.mjs job.json`, protocol 1. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { runJob } from './measure.mjs';
import { isRefusal, loadPackage, openModel, threadsOf } from './session.mjs';

/** WebAssembly is the only place where this build has the kernels that it calls CPU. */
const providers = { CPUExecutionProvider: { provider: 'wasm', unit: 'cpu' } };

const STDOUT = 1;
const write = fs.writeSync;
/** What is printed while it is an array; undefined: nothing is taken. */
let taken;

// This build has no files: it prints its profile. Before the library binds the function, it is made to pass by here.
fs.writeSync = (fd, ...rest) => {
  if (taken === undefined || fd !== STDOUT) return write(fd, ...rest);
  const text = typeof rest[0] === 'string' ? rest[0] : Buffer.from(rest[0]).toString('utf8');
  taken.push(text);
  return Buffer.byteLength(text);
};
syncBuiltinESMExports();

let ort;

await runJob({
  name: 'onnxruntime-web',
  versions: ({ modules }) => {
    ort = loadPackage('onnxruntime-web', modules);
    return { 'onnxruntime-web': ort.env.versions.web ?? 'unknown' };
  },
  open: (job) => {
    // Read once, when the WebAssembly module is made: that is a part of the load time.
    ort.env.wasm.numThreads = threadsOf(job);
    return openModel({ ort, job, model: fs.readFileSync(job.model.file), settings: {}, endProfile, providers });
  },
  isRefusal,
});

function endProfile(session) {
  taken = [];
  try {
    session.endProfiling();
    return taken.join('');
  } finally {
    taken = undefined;
  }
}
