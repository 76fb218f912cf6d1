/** What works today in place of each setting that the format has and this version cannot execute. */
import type { NotYet } from '#domain/not-yet.js';

interface NotYetWords {
  readonly what: string;
  readonly today: string;
}

const words: Readonly<Record<NotYet, NotYetWords>> = {
  'setting by reboot': {
    what: 'a setting of a board that needs a reboot',
    today:
      'Today settings of cost `none` or `restart` are applied. Set this one by hand, leave the axis out, and tell the run sets apart by `--tag`.',
  },
  'level object': {
    what: 'a level with properties',
    today: 'Today a level is a plain id; attributes belong to `models` or to the inventory.',
  },
  'measure.scenario': {
    what: 'this scenario',
    today:
      'Today `single-stream` works (one inference after the other), `streams` (with the axis `streams`) and `stress` (with `duration.target`).',
  },
  'measure.order': {
    what: 'this order',
    today: 'Today `order: interleaved` works: every cell has its first session before any has its second.',
  },
  'measure.warmup.until': {
    what: '`warmup.until`',
    today: 'Today the warm-up is a number of iterations: `warmup: { iterations: 10, max: 30s }`.',
  },
  'measure.metrics': {
    what: '`metrics`',
    today:
      'Today `accuracy` counts top-k hits, and latency, load time, model size and peak memory come without asking.',
  },
  'measure.telemetry': {
    what: '`telemetry`',
    today: 'Today latency, load time, model size and peak memory are recorded; leave `telemetry` out.',
  },
  'measure.cooldown': {
    what: '`cooldown`',
    today: 'Today sessions follow one another without a pause; leave `cooldown` out.',
  },
  'model preprocess': {
    what: '`preprocess`',
    today: 'Today data sets are tensors that are fed as they are (`format: npy`): preprocess them before.',
  },
  'model input dtype': { what: 'this `dtype`', today: 'Today inputs are `dtype: float32`.' },
  'data format': {
    what: 'this data format',
    today: 'Today data are NumPy files: `format: npy`, with `path` and `labels`.',
  },
  'data subset': { what: '`subset`', today: 'Today the whole file is used: write the subset to a file of its own.' },
  'board telemetry': {
    what: '`telemetry` of a board',
    today: 'Today latency, load time, model size and peak memory are recorded; leave `telemetry` out.',
  },
};

export function notYetWords(setting: NotYet): NotYetWords {
  return words[setting];
}
