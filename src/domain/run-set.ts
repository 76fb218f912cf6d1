/** Everything one `run` and its resumes produced: the thing that is diffed. */
import type { Digest } from '#core/digest.js';
import { err, ok, type Result } from '#core/result.js';
import type { WallTime } from '#core/units.js';
import type { RunSetId } from './names.js';
import { runSetId } from './names.js';

export interface RunSet {
  readonly id: RunSetId;
  /** The name of the experiment. */
  readonly experiment: string;
  /** Given by the person; null when none was. */
  readonly name: string | null;
  /** Given by the person; each once, in the order given. */
  readonly tags: readonly string[];
  /** The selector that a run was narrowed with; null: every cell of the experiment. */
  readonly where: string | null;
  /** The texts as they were, for the manifest. */
  readonly spec: string;
  readonly specPath: string;
  readonly inventory: string | null;
  readonly planDigest: Digest;
  readonly seed: number;
  readonly startedAt: WallTime;
  readonly endedAt: WallTime | null;
  /** Somebody else's figures out of a table; its spec is the mapping, and its plan has no cells. Absent: measured here. */
  readonly imported?: true;
}

/** Readable, sortable by time, unique by `entropy` (a few hex digits): `20261120-133012-quickstart-3f9a`. */
export function makeRunSetId(startedAt: WallTime, experiment: string, entropy: string): RunSetId {
  const stamp = startedAt.replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const slug =
    experiment
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, '') || 'run';
  return runSetId(`${stamp}-${slug}-${entropy}`);
}

/** What a person calls a run set. */
export interface RunSetLabels {
  readonly name: string | null;
  readonly tags: readonly string[];
}

export const unlabelled: RunSetLabels = { name: null, tags: [] };

export const labelLimits = { name: 100, tag: 50, tags: 20 } as const;

export type LabelProblem =
  | { readonly kind: 'empty' | 'control' | 'edges'; readonly what: 'name' | 'tag' }
  | { readonly kind: 'too-long'; readonly what: 'name' | 'tag'; readonly found: number; readonly most: number }
  | { readonly kind: 'reserved'; readonly text: string }
  | { readonly kind: 'separator'; readonly text: string }
  | { readonly kind: 'too-many'; readonly found: number; readonly most: number };

/** The first thing that is wrong with what a person wants to call a run set. */
export function labelsOf(name: string | undefined, tags: readonly string[]): Result<RunSetLabels, LabelProblem> {
  const unique = [...new Set(tags)];
  const problem =
    (name === undefined ? undefined : (textProblem('name', name) ?? reserved(name))) ??
    unique.map((tag) => textProblem('tag', tag) ?? separator(tag)).find((found) => found !== undefined) ??
    (unique.length > labelLimits.tags
      ? { kind: 'too-many' as const, found: unique.length, most: labelLimits.tags }
      : undefined);
  return problem ? err(problem) : ok({ name: name ?? null, tags: unique });
}

function textProblem(what: 'name' | 'tag', text: string): LabelProblem | undefined {
  if (text.trim() === '') return { kind: 'empty', what };
  if (text.length > labelLimits[what]) return { kind: 'too-long', what, found: text.length, most: labelLimits[what] };
  // Format characters and lone surrogates as well: what is typed again later must be what is seen.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) return { kind: 'control', what };
  return text.trim() === text ? undefined : { kind: 'edges', what };
}

/** `@latest` and `~1` say which run set is meant. */
function reserved(name: string): LabelProblem | undefined {
  return /^@|@latest$|~\d+$/.test(name) ? { kind: 'reserved', text: name } : undefined;
}

/** Lists of tags are written with commas. */
function separator(tag: string): LabelProblem | undefined {
  return tag.includes(',') ? { kind: 'separator', text: tag } : undefined;
}
