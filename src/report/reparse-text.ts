/** `reparse` as text: each figure that the readers of today give otherwise than it is stored. */
import { visible } from '#wording/control.js';
import { plural } from '#wording/quantity.js';

interface SessionAgain {
  readonly attempt: string;
  readonly slug: string;
  readonly tool: string;
  readonly revision: number;
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
  if (sessions.length === 0) return ['No session of this run set has a stored summary of a tool.'];
  const other = sessions.filter(({ differences }) => differences.length > 0);
  const lines = other.flatMap(({ attempt, slug, tool, revision, kind, differences }) => [
    `${visible(slug)}  ${visible(attempt)}: ${tool}, reader ${revision}, ${kind}`,
    ...differences.map(({ metric, stored, now }) => {
      const { name, statistic, scope, unit } = metric;
      return `  ${name} ${statistic} of ${scope}: ${stored ?? 'unknown'} → ${now ?? 'unknown'} ${unit}`;
    }),
  ]);
  const same = `${plural(sessions.length, 'session')} read again; ${other.length === 0 ? 'every figure is as it is stored' : `${other.length} differ`}. Nothing was written.`;
  return [...lines, same];
}
