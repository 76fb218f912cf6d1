/** `boards prepare`: which environments a board has now, what they are made of, and why one could not be made. */
import type { Result } from '#core/result.js';
import type { InstalledPackage } from '#domain/board.js';
import type { EnvironmentOutcome, WantedEnvironment } from '#domain/environment.js';
import type { Failure } from '#domain/failure.js';
import { visible } from '#wording/control.js';
import { elapsed, plural } from '#wording/quantity.js';
import { plain, table, wrap } from '#wording/table.js';
import { reasonFor } from './board-facts.js';
import type { Reason } from './reason.js';
import type { TextOptions } from './status-text.js';

export interface PrepareView {
  readonly view: 'boards-prepare';
  readonly format: 1;
  readonly board: string;
  readonly experiment: string | null;
  readonly dryRun: boolean;
  /** Nothing that is wanted is missing; of a dry run: nothing would fail. */
  readonly complete: boolean;
  readonly environments: readonly EnvironmentView[];
  /** Why the board could not be used at all. */
  readonly reason: Reason | null;
}

interface EnvironmentView {
  readonly name: string;
  readonly toolchain: string;
  readonly version: string;
  readonly state: EnvironmentOutcome['kind'];
  /** It was there, made from another wish or changed by somebody since. */
  readonly again: 'asked' | 'changed' | null;
  readonly python: string | null;
  readonly pythonVersion: string | null;
  /** Of Python and packages: another one is another environment. */
  readonly digest: string | null;
  readonly packages: readonly InstalledPackage[];
  readonly offline: boolean;
  readonly tookNs: number | null;
  readonly reason: Reason | null;
}

export interface PreparedView {
  readonly wanted: WantedEnvironment;
  readonly outcome: EnvironmentOutcome;
}

export function prepareView(
  board: string,
  prepared: Result<readonly PreparedView[], Failure>,
  { dryRun, experiment }: Pick<PrepareView, 'dryRun' | 'experiment'>,
): PrepareView {
  const base = { view: 'boards-prepare', format: 1, board, experiment, dryRun } as const;
  if (!prepared.ok) return { ...base, complete: false, environments: [], reason: reasonFor(prepared.error) };
  const environments = prepared.value.map(environmentView);
  return { ...base, complete: environments.every(({ state }) => state !== 'failed'), environments, reason: null };
}

function environmentView({ wanted, outcome }: PreparedView): EnvironmentView {
  const { name, toolchain, version } = wanted;
  const base = { name, toolchain, version, state: outcome.kind };
  const nothing = {
    again: null,
    python: null,
    pythonVersion: null,
    digest: null,
    packages: [],
    offline: false,
    tookNs: null,
  };
  switch (outcome.kind) {
    case 'failed':
      return { ...base, ...nothing, reason: reasonFor(outcome.failure) };
    case 'to-make':
      return { ...base, ...nothing, again: outcome.again, python: outcome.python, reason: null };
    case 'ready':
    case 'made': {
      const { python, pythonVersion, digest, packages } = outcome.environment;
      const how = outcome.kind === 'made' ? { offline: outcome.offline, tookNs: outcome.tookNs } : {};
      return { ...base, ...nothing, python, pythonVersion, digest, packages, ...how, reason: null };
    }
  }
}

export function prepareText(view: PrepareView, { width, paint = plain }: TextOptions): readonly string[] {
  const name = visible(view.board);
  const trouble = (head: string, { headline, hint }: Reason): readonly string[] => [
    ...wrap(`${head}: ${headline}`, width, 2),
    ...wrap(`  → ${hint}`, width, 4).map((line) => paint('faint', line)),
  ];
  if (view.reason) return trouble(name, view.reason);
  if (view.environments.length === 0)
    return [`${name} needs no environment: nothing of what runs there can be prepared`];
  const rows = view.environments.map((each) => [each.name, each.version, stateWords(each), contentWords(each)]);
  const columns = [{ title: 'environment' }, { title: 'version' }, { title: name }, { title: 'content', drop: 1 }];
  return [
    ...table(columns, rows, { width, paint }).lines,
    ...view.environments.flatMap((each) => (each.reason ? trouble(`${each.name} ${each.version}`, each.reason) : [])),
  ];
}

function stateWords({ state, again, offline, tookNs }: EnvironmentView): string {
  switch (state) {
    case 'ready':
      return 'ready';
    case 'to-make':
      return again === null ? 'would be made' : `would be made anew (${againWords[again]})`;
    case 'made':
      return `made in ${elapsed(tookNs ?? 0)}${offline ? ', wheels sent' : ''}`;
    case 'failed':
      return 'not made';
  }
}

const againWords = { asked: 'declared otherwise now', changed: 'somebody changed it' } as const;

function contentWords({ pythonVersion, packages, python, digest }: EnvironmentView): string {
  if (digest === null) return python === null ? '' : `with ${python}`;
  return `Python ${pythonVersion ?? '?'}, ${plural(packages.length, 'package')}, ${digest.slice(0, 12)}`;
}
