/**
 * Settings of the file format that cannot be executed yet. They are refused by name, never ignored; the words that say
 * what works today are in `wording/not-yet`. A setting leaves this list in the change that makes it work.
 */
export const notYetSettings = [
  'setting by reboot',
  'level object',
  'measure.scenario',
  'measure.order',
  'measure.warmup.until',
  'measure.metrics',
  'measure.telemetry',
  'measure.cooldown',
  'model preprocess',
  'model input dtype',
  'data format',
  'data subset',
  'board telemetry',
] as const;
export type NotYet = (typeof notYetSettings)[number];
