/** What is known of a board, as programs and people are told. Null is unknown. */
import type { BoardFacts } from '#domain/board.js';
import type { CanaryVerdict } from '#domain/canary.js';
import type { Failure } from '#domain/failure.js';
import { describeFailure } from '#wording/failure.js';
import type { Reason } from './reason.js';

export interface BoardFactsView {
  readonly model: string | null;
  readonly serial: string | null;
  readonly mac: string | null;
  readonly machineId: string | null;
  readonly os: string | null;
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly cpu: { readonly model: string | null; readonly count: number | null };
  readonly memoryBytes: number | null;
  readonly disk: { readonly bytes: number | null; readonly freeBytes: number | null };
  readonly governor: string | null;
  readonly bootId: string | null;
  readonly load: number | null;
  readonly users: readonly string[] | null;
  readonly temperatures: readonly { readonly zone: string; readonly celsius: number }[];
  readonly clock: { readonly skewNs: number; readonly uncertaintyNs: number } | null;
  readonly node: string | null;
  readonly python: string | null;
  /** Version by probe; null: it was looked for and is not there. */
  readonly frameworks: Readonly<Record<string, string | null>>;
}

export function boardFactsView(facts: BoardFacts): BoardFactsView {
  const { model, serial, mac, machineId, os, kernel, arch, memoryBytes, governor, bootId, moment } = facts;
  const { load, users, temperatures, clock } = moment;
  const frameworks = Object.entries(facts.tools).map(
    ([name, tool]) => [name, tool.kind === 'found' ? tool.version : null] as const,
  );
  return {
    ...{ model, serial, mac, machineId, os, kernel, arch },
    cpu: { model: facts.cpuModel, count: facts.cpuCount },
    memoryBytes,
    disk: { bytes: moment.diskBytes, freeBytes: facts.freeBytes },
    ...{ governor, bootId, load, users, temperatures, clock },
    node: facts.node?.version ?? null,
    python: facts.python?.version ?? null,
    frameworks: Object.fromEntries(frameworks),
  };
}

export interface CanaryView {
  readonly verdict: CanaryVerdict['kind'] | 'failed';
  readonly durationNs: number | null;
  readonly usualNs: number | null;
  readonly reason: Reason | null;
}

export function canaryView(verdict: CanaryVerdict): CanaryView {
  const usualNs = verdict.kind === 'baseline' ? null : verdict.usualNs;
  return { verdict: verdict.kind, durationNs: verdict.durationNs, usualNs, reason: null };
}

export function reasonFor(failure: Failure): Reason {
  return { ...describeFailure(failure), code: failure.code, facts: failure.facts };
}
