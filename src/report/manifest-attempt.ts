/** One attempt as the manifest records it: codes instead of what a board said, which may name paths and people. */
import { exhaustive } from '#core/invariant.js';
import { partOf } from '#domain/accuracy.js';
import type { Failure } from '#domain/failure.js';
import type { LogReading } from '#domain/log-reading.js';
import type { ManifestAttempt, ManifestOutcome } from '#domain/manifest.js';
import type { Outcome } from '#domain/outcome.js';
import type { AttemptRecord } from '#domain/record.js';

export function manifestAttempt(record: AttemptRecord): ManifestAttempt {
  const { work } = record;
  const conversion = work.kind === 'conversion';
  const part = partOf(work);
  return {
    attempt: record.id,
    work: work.kind,
    cell: conversion ? null : work.cell,
    step: conversion ? work.step : null,
    ordinal: work.kind === 'session' ? work.ordinal : null,
    ...(part ? { part } : {}),
    fingerprint: conversion ? null : work.fingerprint,
    try: record.try,
    board: record.board,
    environment: record.environment,
    startedOn: record.openedAt,
    finishedOn: record.endedAt ?? null,
    outcome: manifestOutcome(record.outcome),
    ...(record.reading ? { reading: readingOf(record.reading) } : {}),
    metrics: record.metrics,
  };
}

/** What a tool says in words may name paths and people. */
function readingOf({ tool, revision, kind, facts }: LogReading): NonNullable<ManifestAttempt['reading']> {
  const plain = Object.entries(facts).filter(([, value]) => typeof value !== 'string');
  return { tool, revision, kind, facts: Object.fromEntries(plain) };
}

function manifestOutcome(outcome: Outcome | undefined): ManifestOutcome {
  if (!outcome) return { kind: 'open', because: [] };
  switch (outcome.kind) {
    case 'succeeded':
      return { kind: 'succeeded', because: [] };
    case 'unsupported':
    case 'failed':
      return { kind: outcome.kind, because: codesOf(outcome.failure) };
    case 'invalid':
      return { kind: 'invalid', because: outcome.doubts.map(({ code }) => code) };
    case 'cancelled':
      return { kind: 'cancelled', because: [outcome.by] };
    default:
      return exhaustive(outcome);
  }
}

function codesOf(failure: Failure): readonly string[] {
  return [failure.code, ...(failure.cause ? codesOf(failure.cause) : [])];
}
