/**
 * What ncnn's `benchncnn` prints, all of it on stderr → the latency of each model, under its name. It ends with 0 and prints times for a
 * graph that it could not load as well: where it said so, none of its numbers counts. Weights are zeros: it is of speed alone.
 */
import { Findings, placeIn } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { readQuantity, timeUnits } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

const brokenGraph =
  /^layer \S+ not exists or registered|^network graph not ready|^find_blob_index_by_name \S+ failed|^fopen \S+ failed|^layer load_(?:param|model) \d+ \S+ failed/;

/** What it was asked to do, by our names. */
const asked: ReadonlyMap<string, string> = new Map([
  ['loop_count', 'loops'],
  ['num_threads', 'threads'],
  ['powersave', 'powersave'],
  ['gpu_device', 'gpu_device'],
  ['cooling_down', 'cooling_down'],
]);

export function parseBenchncnn(text: string): ToolReading {
  const found = new Findings();
  const models = new Set<string>();
  for (const line of toolLines(text)) {
    takeLine(found, models, line);
    if (found.refused) break;
  }
  const loops = found.factOf('loops');
  if (typeof loops === 'number') found.count('latency', loops);
  found.setFact('models', models.size);
  return found.end(models.size > 0 ? [] : ['latency']);
}

function takeLine(found: Findings, models: Set<string>, line: ToolLine): void {
  const body = line.text.trim();
  if (brokenGraph.test(body)) {
    found.say(body);
    return found.refuse('graph', 'broken-graph', placeIn(line, body));
  }
  const [, key = '', value = ''] = /^([a-z_]{1,20}) = (-?\d{1,6})$/.exec(body) ?? [];
  const name = asked.get(key);
  if (name !== undefined) return found.fact(name, Number(value), line);
  if (line.ended) takeModel(found, models, line);
}

function takeModel(found: Findings, models: Set<string>, line: ToolLine): void {
  const [, model, ...times] = /^(\S.{0,99}?) +min = (.+?) +max = (.+?) +avg = (.+)$/.exec(line.text.trim()) ?? [];
  if (model === undefined) return;
  // It measures all models that it knows where it is given none: each is told under its own name.
  const scope = model;
  for (const [at, statistic] of (['min', 'max', 'mean'] as const).entries()) {
    const words = times[at] ?? '';
    // Two decimals, and no unit.
    const value = readQuantity(`${words.trim()} ms`, timeUnits);
    found.figure({ name: 'latency', statistic, scope, unit: 'ns' }, value === 0 ? null : value, placeIn(line, words));
  }
  found.fact('model', model, line);
  models.add(model);
}
