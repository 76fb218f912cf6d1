/** What became of the settings of the board: facts of the environment, or the reason why nothing was measured. */
import type { NewAttempt } from '#domain/attempt.js';
import { failure } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import type { AskedSetting } from '#domain/plan.js';
import { parseSettingsReport, type SettingsReport, settingsReportMost } from '#parse/settings-report.js';
import { pieces, type Spool } from './spool.js';

export interface SettingsHarvest {
  /** By the name of the setting. */
  readonly facts: Readonly<Record<string, string>>;
  /** Undefined: nothing stood in the way of the runner. */
  readonly refusal: Outcome | undefined;
}

export const noSettings: SettingsHarvest = { facts: {}, refusal: undefined };

export async function harvestSettings(
  spool: Spool,
  attempt: NewAttempt,
  asked: readonly AskedSetting[],
): Promise<SettingsHarvest> {
  const report = parseSettingsReport(await textOf(spool));
  const { found, unrestored } = report;
  const left = unrestored === null ? {} : { [`${unrestored}.restored`]: 'no' };
  return { facts: { ...found, ...left }, refusal: refusalOf(report, attempt, asked) };
}

function refusalOf(
  { refused, found }: SettingsReport,
  { board }: NewAttempt,
  asked: readonly AskedSetting[],
): Outcome | undefined {
  if (!refused) return undefined;
  const { at, setting, said } = refused;
  if (at === 'start') return { kind: 'failed', failure: failure('attempt/not-started', { word: setting }) };
  const wanted = asked.find(({ name }) => name === setting)?.value ?? null;
  const facts = { board, setting, at, wanted, found: found[setting] ?? null, ...(said === '' ? {} : { said }) };
  return { kind: 'failed', failure: failure('board/setting-refused', facts) };
}

async function textOf(spool: Spool): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of pieces(spool, 'settings')) {
    text += decoder.decode(piece, { stream: true });
    if (text.length >= settingsReportMost) break;
  }
  return text;
}
