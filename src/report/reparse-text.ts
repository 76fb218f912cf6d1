/** `reparse` as text: each figure that the readers of today give otherwise than it is stored, and what was recorded. */
import { visible } from '#wording/control.js';
import { plural } from '#wording/quantity.js';

interface SessionAgain {
  readonly attempt: string;
  readonly slug: string;
  readonly tool: string;
  /** Of the reading that counted; null: none was kept. */
  readonly before: number | null;
  readonly revision: number;
  readonly newer: boolean;
  readonly recorded: boolean;
  readonly kind: string;
  readonly differences: readonly {
    readonly metric: {
      readonly name: string;
      readonly statistic: string;
      readonly scope: string;
      readonly unit: string;
    };
    readonly stored: number | null | undefined;
    readonly now: number | null | undefined;
  }[];
}

export function reparseText({ sessions }: { readonly sessions: readonly SessionAgain[] }): readonly string[] {
  if (sessions.length === 0) return ['Nothing of this run set has a stored summary of a tool.'];
  const other = sessions.filter(({ differences }) => differences.length > 0);
  const lines = other.flatMap(({ attempt, slug, tool, revision, kind, differences }) => [
    `${visible(slug)}  ${visible(attempt)}: ${tool}, reader ${revision}, ${kind}`,
    ...differences.map(({ metric, stored, now }) => {
      const { name, statistic, scope, unit } = metric;
      return `  ${name} ${statistic} of ${scope}: ${stored ?? 'unknown'} → ${now ?? 'unknown'} ${unit}`;
    }),
  ]);
  const told = `${plural(sessions.length, 'attempt')} read again; ${other.length === 0 ? 'every figure is as it is stored' : `${other.length} differ`}.`;
  return [...lines, `${told} ${recordedWords(sessions)}`];
}

function recordedWords(sessions: readonly SessionAgain[]): string {
  const recorded = sessions.filter((each) => each.recorded).length;
  if (recorded > 0) return `${plural(recorded, 'reading')} recorded; the older ones are kept.`;
  if (sessions.some(({ newer }) => newer)) return 'Nothing was recorded.';
  return 'Nothing to record: no reader is newer than the one that counts.';
}
