/** What trtexec says of how it was asked to measure: facts that tell why two of its figures are not alike. */

export interface ToolFact {
  readonly name: string;
  readonly value: string | number | boolean;
}

const switches: ReadonlyMap<string, string> = new Map([
  ['Data transfers', 'data_transfers'],
  ['Spin-wait', 'spin_wait'],
  ['CUDA Graph', 'cuda_graph'],
  ['Separate profiling', 'separate_profiling'],
]);
const words: ReadonlyMap<string, string> = new Map([
  ['Selected Device', 'device'],
  ['Compute Capability', 'compute_capability'],
  ['Precision', 'precision'],
]);

export function factOf(body: string): ToolFact | undefined {
  const [, title = '', value = ''] = /^([A-Za-z -]{1,40}): (.+)$/.exec(body) ?? [];
  const turned = switches.get(title);
  if (turned !== undefined && /^(?:En|Dis)abled$/.test(value)) return { name: turned, value: value === 'Enabled' };
  const word = words.get(title);
  if (word !== undefined) return { name: word, value };
  return numbered(title, value);
}

/** `Batch: Explicit` since networks have their batch in their shapes; `Duration: 3s (+ 200ms warm up)`. */
function numbered(title: string, value: string): ToolFact | undefined {
  if (/^(?:Inference )?Streams$/.test(title) && /^\d{1,4}$/.test(value))
    return { name: 'streams', value: Number(value) };
  if (title === 'Batch' && /^(?:\d{1,6}|[Ee]xplicit)$/.test(value))
    return { name: 'batch', value: /^\d/.test(value) ? Math.max(1, Number(value)) : 'explicit' };
  const warmUp = title === 'Duration' ? /\(\+ (\d{1,7})ms warm up\)$/.exec(value)?.[1] : undefined;
  return warmUp === undefined ? undefined : { name: 'warm_up_ms', value: Number(warmUp) };
}

/** `v8601` is 8.6.1; from 10 on there are two digits for each: `v100200` is 10.2.0. */
export function versionOf(mark: string): string | undefined {
  const digits = /^v(\d{4,6})$/.exec(mark)?.[1];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const [major, rest] = number >= 100_000 ? [10_000, 100] : [1000, 100];
  return [Math.floor(number / major), Math.floor((number % major) / rest), number % rest].join('.');
}
