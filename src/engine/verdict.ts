/** What two answers that are compared mean: their numbers, and whether what was converted is believed. */
import type { Agreement, Answers } from '#domain/answers.js';
import { type Facts, failure } from '#domain/failure.js';
import type { Metric } from '#domain/metric.js';
import type { Outcome } from '#domain/outcome.js';
import type { PlannedAnswer } from '#domain/plan.js';
import { agreementOf, disagreementOf } from '#stats/agreement.js';

export type Verdict =
  | { readonly kind: 'good'; readonly metrics: readonly Metric[] }
  | { readonly kind: 'bad'; readonly metrics: readonly Metric[]; readonly facts: Facts };

export function verdictOn(
  reference: Answers,
  found: Answers,
  { limits, trained }: NonNullable<PlannedAnswer['against']>,
): Verdict {
  const agreement = agreementOf(reference, found, trained);
  if (!agreement.ok) {
    const facts = { why: agreement.error, reference: shapeOf(reference), found: shapeOf(found) };
    return { kind: 'bad', metrics: [], facts };
  }
  const metrics = metricsOf(agreement.value);
  const why = disagreementOf(agreement.value, limits);
  if (why === undefined) return { kind: 'good', metrics };
  const { items, values, cosine, maxError, top1 } = agreement.value;
  return {
    kind: 'bad',
    metrics,
    facts: {
      ...{
        why,
        items,
        values,
        cosine: shown(cosine),
        maxError: shown(maxError),
        top1: top1 === null ? null : shown(top1),
      },
      ...{ cosineLimit: limits.cosine, maxErrorLimit: limits.maxError, top1Limit: top1 === null ? null : limits.top1 },
    },
  };
}

/**
 * `said`: what the runner's own account comes to. Answers in another arithmetic than was asked for (OpenVINO computes fp16 models
 * in fp32 or bf16 where the processor has no fp16) prove nothing against the model: then the doubt is what is known.
 */
export function outcomeOf(verdict: Verdict, said: Outcome, converted: Facts): Outcome {
  if (verdict.kind === 'good') return { kind: 'succeeded' };
  if (said.kind === 'invalid' && said.doubts.some(({ code }) => code === 'execution/arithmetic')) return said;
  return { kind: 'failed', failure: failure('conversion/changed-answer', { ...verdict.facts, ...converted }) };
}

/** Six digits tell 0.9999 from 1, and no more is meant. */
function shown(value: number): number {
  return Number(value.toPrecision(6));
}

function shapeOf({ rows }: Answers): string {
  return `${rows.length} × ${rows[0]?.length ?? 0}`;
}

function metricsOf({ items, cosine, maxError, top1 }: Agreement): readonly Metric[] {
  const metric = (name: string, statistic: string, value: number): Metric => {
    return { name, statistic, scope: 'answers', unit: 'ratio', source: 'computed', value, count: items };
  };
  return [
    metric('cosine', 'least', cosine),
    metric('max-error', 'largest', maxError),
    ...(top1 === null ? [] : [metric('top-1-agreement', 'share', top1)]),
  ];
}
