/** What `export` says when it cannot do what was asked. */
import { visible } from './control.js';

export const oneFormat =
  'export: say in which form, `--csv` or `--json`, and only one of them.\n`orchestrate export --csv` prints one line for each cell.';

export const csvOnly =
  'export: `--by` and `--samples` are for `--csv`.\nWith `--json` cells and sessions are in one object; samples are Parquet files, whose paths it has.';

export const notBoth = 'export: `--by` and `--samples` exclude each other: with `--samples` each line is one sample.';

export function fileExists(path: string): string {
  return `${visible(path)} exists already and is left as it is.\nName another file, or write over it with \`--force\`.`;
}

export function cannotWrite(path: string, code: string): string {
  return `${visible(path)} cannot be written (${visible(code)}).\nName a file in a folder that exists and can be written to.`;
}

export function noSamples(path: string, why: string): string {
  return `The samples ${visible(path)} cannot be read: ${visible(why)}.\n\`orchestrate verify\` says what else is not as it was recorded.`;
}
