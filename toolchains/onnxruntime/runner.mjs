/** Measures one session of one cell with onnxruntime-node: `node runner.mjs job.json`, protocol 1. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { runJob } from './measure.mjs';
import { isRefusal, loadPackage, openModel, threadsOf } from './session.mjs';

/** Of the profile, in the working directory, which is the attempt's own. ONNX Runtime adds the date. */
const prefix = 'onnxruntime-profile';

const providers = {
  CPUExecutionProvider: { provider: 'cpu', unit: 'cpu' },
  CUDAExecutionProvider: { provider: 'cuda', unit: 'gpu' },
  TensorrtExecutionProvider: { provider: 'tensorrt', unit: 'gpu' },
};

let ort;

await runJob({
  name: 'onnxruntime',
  versions: ({ modules }) => {
    ort = loadPackage('onnxruntime-node', modules);
    return { 'onnxruntime-node': ort.env.versions.node ?? 'unknown' };
  },
  open: (job) =>
    openModel({
      ort,
      job,
      model: job.model.file,
      settings: { intraOpNumThreads: threadsOf(job), profileFilePrefix: prefix },
      endProfile,
      providers,
    }),
  isRefusal,
});

// Of a session that broke before its profile was asked for.
for (const name of profiles()) rmSync(name);

/** The file is only there to be read here. */
function endProfile(session) {
  session.endProfiling();
  const names = profiles();
  const profile = names.map((name) => readFileSync(name, 'utf8')).join('');
  for (const name of names) rmSync(name);
  return profile;
}

function profiles() {
  return readdirSync('.').filter((name) => name.startsWith(prefix) && name.endsWith('.json'));
}
