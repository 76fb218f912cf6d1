/**
 * What `tegrastats` of a Jetson prints, of JetPack 4 to 7, one line a sample: loads, clocks, temperatures, and the power of
 * each rail. Of the two or three figures of a rail the first is of now; the second is an average since the tool was started,
 * which must never be added up over time.
 */
import { readTegraLine } from './tegrastats-line.js';
import { Findings } from './tool-findings.js';
import { toolLines } from './tool-lines.js';
import type { ToolReading } from './tool-reading.js';
import { SampleTable } from './tool-samples.js';

/** Of all rails these alone are what goes into the module; others are parts of it, and no boards print all parts. */
const inputRails = ['POM_5V_IN', 'VDD_IN'];

export function parseTegrastats(text: string): ToolReading {
  const found = new Findings();
  const table = new SampleTable();
  let whole = true;
  for (const line of toolLines(text)) {
    // Half a line holds half a number.
    whole = line.ended || line.text.trim() === '';
    const sample = line.ended ? readTegraLine(line, found) : undefined;
    if (found.refused) break;
    if (sample) table.add(sample);
  }
  if (table.count === 0) return found.end(['samples']);
  found.setFact('input_rail', inputRails.find((rail) => table.has(`power:${rail}`)) ?? null);
  return found.end(whole ? [] : ['end-of-the-last-line'], table.rows('samples'));
}
