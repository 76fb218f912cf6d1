/** What tools print, put together after what their vendors document: never a copy of somebody's log. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ToolContent, ToolReading } from '#parse/tool-reading.js';

export function specimen(tool: string, name: string): string {
  return readFileSync(new URL(`${tool}/${name}`, import.meta.url), 'utf8');
}

/** Names of the files of one tool. */
export function specimensOf(tool: string): readonly string[] {
  return readdirSync(new URL(`${tool}/`, import.meta.url)).sort();
}

export function complete(reading: ToolReading): ToolContent {
  if (reading.kind !== 'complete') throw new Error(JSON.stringify(reading));
  return reading;
}

/** `latency median` → its value; of another scope than inference: `read-time value load`. Undefined: not listed. */
export function figure({ figures }: ToolContent, words: string): number | null | undefined {
  const [name, statistic, scope = 'inference'] = words.split(' ');
  return figures.find((one) => one.name === name && one.statistic === statistic && one.scope === scope)?.value;
}

/** All figures by those words. */
export function figuresOf({ figures }: ToolContent): Readonly<Record<string, number | null>> {
  const words = figures.map(({ name, statistic, scope, value }): [string, number | null] => {
    return [[name, statistic, ...(scope === 'inference' ? [] : [scope])].join(' '), value];
  });
  return Object.fromEntries(words);
}
