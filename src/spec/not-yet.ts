/** Where in a file a setting stands that belongs to the format but cannot be executed yet. `*` is any one step of the path. */
import type { NotYet } from '#domain/not-yet.js';
import type { SchemaName } from './schemas.js';

const paths: Readonly<Record<SchemaName, readonly (readonly [string, NotYet])[]>> = {
  experiment: [
    ['measure scenario', 'measure.scenario'],
    ['measure order', 'measure.order'],
    ['measure warmup until', 'measure.warmup.until'],
    ['measure metrics', 'measure.metrics'],
    ['measure telemetry', 'measure.telemetry'],
    ['measure cooldown', 'measure.cooldown'],
    ['models * preprocess', 'model preprocess'],
    ['models * inputs * dtype', 'model input dtype'],
    ['data * format', 'data format'],
    ['data * subset', 'data subset'],
  ],
  inventory: [['boards * telemetry', 'board telemetry']],
  toolchain: [],
  'import-mapping': [],
};

export function notYetOf(schema: SchemaName, path: readonly string[]): NotYet | undefined {
  return paths[schema].find(([pattern]) => {
    const steps = pattern.split(' ');
    return steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]);
  })?.[1];
}
