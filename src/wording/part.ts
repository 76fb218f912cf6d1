/** What each part of a fingerprint stands for. */
import type { PartName } from '#domain/plan.js';

export const partWords: Readonly<Record<PartName, string>> = {
  source: 'bytes of the model, or how it is built',
  route: 'conversions to what the framework loads',
  runner: 'runner, its protocol and its options',
  preprocess: 'how inputs become tensors',
  data: 'bytes of the data that is measured on and counted on',
  protocol: 'warm-up, iterations, duration, scenario, input',
  target: 'kind of device, of its host, and the unit that computes',
  settings: 'settings of the board that were asked for',
};
