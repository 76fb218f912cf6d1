/** What `with-settings.sh` says about the settings of a board. Its law: a board is hostile; what has no meaning is left out. */
import { plainText } from './plain-text.js';

export interface SettingsReport {
  /** Read back after applying, or already in force. */
  readonly found: Readonly<Record<string, string>>;
  /** Why the runner was not started; `start`: its program is not there, and `setting` is its name. */
  readonly refused: { readonly at: RefusedAt; readonly setting: string; readonly said: string } | null;
  /** Could not be set back. */
  readonly unrestored: string | null;
}

const refusals = ['read', 'record', 'apply', 'compare', 'restore', 'start'] as const;
export type RefusedAt = (typeof refusals)[number];

/** A few settings with a value each. */
export const settingsReportMost = 16_384;
const valueMost = 300;

export function parseSettingsReport(text: string): SettingsReport {
  const found: Record<string, string> = {};
  const words = new Map<string, string>();
  for (const line of text.slice(0, settingsReportMost).split('\n')) {
    const at = line.indexOf('=');
    if (at <= 0) continue;
    const [key, value] = [line.slice(0, at), plainText(line.slice(at + 1), valueMost)];
    const name = /^found\.([A-Za-z0-9_.+-]{1,100})$/.exec(key)?.[1];
    if (name === undefined) words.set(key, words.get(key) ?? value);
    else found[name] = value;
  }
  const [word = '', ...rest] = (words.get('refused') ?? '').split(' ');
  const at = refusals.find((each) => each === word);
  const refused = at === undefined ? null : { at, setting: rest.join(' '), said: words.get('said') ?? '' };
  return { found, refused, unrestored: words.get('unrestored') ?? null };
}
