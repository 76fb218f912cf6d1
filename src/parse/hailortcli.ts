/**
 * What HailoRT's `hailortcli` says: `run`, `run2`, `benchmark` (before and since 5.0.1) and `measure-power` on a terminal, the
 * CSV of `run` and `benchmark`, the JSON of `run2`. Figures of power are of the module alone, and each is an average over a
 * window that the tool sets.
 */

import { HailoBenchmark } from './hailortcli-benchmark.js';
import { isHailoCsv, parseHailoCsv } from './hailortcli-csv.js';
import { parseHailoJson } from './hailortcli-json.js';
import { HailoLive } from './hailortcli-live.js';
import { HailoPower } from './hailortcli-power.js';
import { HailoRun } from './hailortcli-run.js';
import { HailoScopes } from './hailortcli-scopes.js';
import type { HailoSection } from './hailortcli-section.js';
import { Findings } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import type { ToolReading } from './tool-reading.js';

export function parseHailortcli(text: string): ToolReading {
  if (/^\ufeff?\s*\{/.test(text.slice(0, 1000))) return parseHailoJson(text);
  if (isHailoCsv(text)) return parseHailoCsv(text);
  const found = new Findings();
  const scopes = new HailoScopes(found);
  // In the order in which a line is offered to them.
  const sections = [HailoRun, HailoBenchmark, HailoPower, HailoLive].map((Section) => new Section(found, scopes));
  for (const line of toolLines(text)) {
    if (!takeSaid(line, found)) takeLine(line, sections);
    if (found.refused) break;
  }
  const missing = sections.flatMap((section) => section.missing());
  if (!sections.some(({ begun }) => begun)) missing.push('result');
  return found.end(missing);
}

function takeLine(line: ToolLine, sections: readonly HailoSection[]): void {
  // What begins a section ends the one before.
  const begins = sections.find((section) => section.begins(line));
  if (begins) for (const section of sections) section.open = section === begins;
  else sections.find(({ open }) => open)?.take(line);
}

/** Lines of its log, which may stand between any others. */
function takeSaid({ text, ...place }: ToolLine, found: Findings): boolean {
  const words = text.trim();
  const [, level, said = ''] = /^\[HailoRT[^\]]{0,20}\] \[([a-z]+)\] (.*)$/.exec(words) ?? [];
  const version = /^HailoRT-CLI version (\d\S*)$/.exec(words)?.[1];
  if (level === 'error' || level === 'critical') found.say(said);
  else if (level !== undefined) {
    if (level === 'warning') found.warn(said);
  } else if (version !== undefined)
    found.version(version, { line: place.line, column: place.column, ended: place.ended });
  else if (/does not match HailoRT-CLI version|^Failed |^The following arguments? w|File does not exist/.test(words))
    found.say(words);
  else if (/^Measurement \w+ is not supported$/.test(words)) found.warn(words);
  else return false;
  return true;
}
