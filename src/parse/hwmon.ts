/**
 * A dump of sensors of Linux, a file a line, as `grep . /sys/class/hwmon/hwmon*\/*` writes it, or with a blank after the colon or in
 * its place. The numbers of folders change at every start of a board: a sensor is found by the name of its chip. Its unit is
 * given by the name of its file.
 */
import { hwmonKind } from './hwmon-files.js';
import { Findings } from './tool-findings.js';
import { type ToolLine, toolLines } from './tool-lines.js';
import { type NumberProblem, readNumber } from './tool-number.js';
import type { ToolReading } from './tool-reading.js';

interface SensorFile {
  readonly folder: string;
  readonly file: string;
  readonly text: string;
  readonly line: ToolLine;
}

export function parseHwmon(text: string): ToolReading {
  const found = new Findings();
  const files: SensorFile[] = [];
  let whole = true;
  for (const line of toolLines(text)) {
    whole = line.ended || line.text.trim() === '';
    // The last slash of the path; a folder of iio devices has a colon in its name.
    const [, folder, file, value] = /^\s*(\S*\/)?([a-z][a-z0-9_]*)(?::\s*|\s+)(.*)$/.exec(line.text) ?? [];
    if (folder === undefined || file === undefined || value === undefined || !line.ended) continue;
    files.push({ folder, file, text: value.trim(), line });
  }
  if (files.length === 0) return found.end(['sensors']);
  const chips = chipsOf(files);
  const nameless = [...new Set(files.filter(isSensor).map(({ folder }) => folder))].filter(
    (folder) => !chips.has(folder),
  );
  // Without one of the names nobody knows which of two chips of another name is the first.
  if (nameless.length === 0) for (const file of files) takeFile(file, chips, found);
  const missing = nameless.map((folder) => `${folder}name`);
  return found.end(whole ? missing : [...missing, 'end-of-the-last-line']);
}

function isSensor({ file }: SensorFile): boolean {
  return hwmonKind(file) !== undefined;
}

/** Names by folder. The second chip of a name is `nvme 2`. */
function chipsOf(files: readonly SensorFile[]): ReadonlyMap<string, string> {
  const chips = new Map<string, string>();
  const seen = new Map<string, number>();
  for (const { folder, file, text } of files) {
    // A thermal zone has a type in the place of a name.
    if ((file !== 'name' && file !== 'type') || text === '' || chips.has(folder)) continue;
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    chips.set(folder, count === 1 ? text : `${text} ${count}`);
  }
  return chips;
}

function takeFile({ folder, file, text, line }: SensorFile, chips: ReadonlyMap<string, string>, found: Findings): void {
  const chip = chips.get(folder);
  if (chip === undefined) return;
  const [, labelled] =
    /^((?:temp|in|curr|power|energy|fan)\d+)_label$/.exec(file) ?? /^rail_name_(\d+)$/.exec(file) ?? [];
  if (labelled !== undefined) return found.fact(`${chip} ${labelled}`, text, line);
  const kind = hwmonKind(file);
  if (!kind) return;
  const figure = { name: kind.name, statistic: kind.statistic, scope: `${chip} ${kind.channel}`, unit: kind.unit };
  found.figure(figure, valueOf(text, kind.tens), { ...line, column: line.text.indexOf(text) + 1 });
}

/** Files of sensors that cannot be read now are empty, or say so. */
function valueOf(text: string, tens: number): number | null | NumberProblem {
  if (text === '' || text === 'N/A') return null;
  return /^[+-]?\d+[.eE]/.test(text) ? 'not-whole' : readNumber(text, tens);
}
