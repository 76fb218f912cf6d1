/** The lines of a running experiment: what runs, what ended, what is left. Foreign text is made visible on its way here. */
import { exhaustive } from '#core/invariant.js';
import type { Metric } from '#domain/metric.js';
import type { Doing, Notice, StepCounts } from '#domain/notice.js';
import { visible } from './control.js';
import { describeFailure } from './failure.js';
import { holderWords } from './holder.js';
import { describeOutcome } from './outcome.js';
import { elapsed, latency } from './quantity.js';
import { recoveryWords } from './recovery.js';

/** `local/mlp/onnxruntime/int8 session 2 of 3`; a second try says so. */
function doingWords(doing: Doing): string {
  // Settled before the run begins: its plan is not at hand, and its id says most about when.
  if (doing.kind === 'unknown') return `left open by an earlier run, ${visible(doing.slug)}`;
  const again = doing.try > 1 ? ` (try ${doing.try})` : '';
  return `${visible(doing.slug)}${partWords(doing)}${again}`;
}

/** One line per notice; undefined for those that say nothing new in a list of lines. */
export function noticeWords(notice: Notice): string | undefined {
  switch (notice.kind) {
    case 'unreachable':
      return `${visible(notice.board)}: ${describeFailure(notice.failure).headline}`;
    case 'begun':
    case 'absent':
      return undefined;
    case 'held':
      return `${doingWords(notice.doing)}: waiting, the board ${visible(notice.doing.board ?? '')} is held by ${holderWords(notice.holder)}`;
    case 'ended':
      return endedWords(notice);
    case 'silent':
      return `${doingWords(notice.doing)}: no word from the board, ${describeFailure(notice.failure).headline}`;
    case 'stopped':
      return notice.left === 'empty' ? undefined : `${doingWords(notice.doing)}: ${leftWords[notice.left]}`;
    case 'begins-anew': {
      const { without } = notice;
      const why = describeFailure(without.because).headline;
      return `${doingWords(notice.doing)}: begins anew on ${visible(notice.doing.board ?? '')}; what was measured on ${visible(without.board)} is kept and not counted, ${why}`;
    }
    case 'set-aside':
    case 'recovering':
    case 'recovered':
      return recoveryWords(notice);
    case 'stopping':
      return stoppingWords(notice);
    default:
      return exhaustive(notice);
  }
}

/** `12 done, 1 failed, 27 left, about 1 min 20 s`; classes that are empty are left out, except done and left. */
export function countsWords(counts: StepCounts, etaNs: number | null): string {
  const left = counts.left + counts.running;
  const eta = etaNs === null || left === 0 ? '' : `, about ${elapsed(etaNs)}`;
  const some = (count: number, word: string): string[] => (count > 0 ? [`${count} ${word}`] : []);
  const parts = [
    `${counts.succeeded} done`,
    ...some(counts.failed, 'failed'),
    ...some(counts.invalid, 'invalid'),
    ...some(counts.unsupported, 'unsupported'),
    `${left} left`,
  ];
  return parts.join(', ') + eta;
}

/** Beside the counts of a run. */
export function untilWords(shown: string): string {
  return `until ${visible(shown)}`;
}

/** `12/40` for a margin. */
export function shareWords(counts: StepCounts): string {
  const ended = counts.succeeded + counts.failed + counts.invalid + counts.unsupported;
  return `${ended}/${ended + counts.left + counts.running}`;
}

/** Ctrl-C is answered where it is heard. */
function stoppingWords({ because, doing }: Extract<Notice, { kind: 'stopping' }>): string | undefined {
  if (because === 'asked') return undefined;
  if (because === 'until') return 'nothing more can end in time; finishing what is in progress';
  return `${doing ? doingWords(doing) : 'an attempt'} failed, and --fail-fast ends the run; finishing what is in progress`;
}

/** Answers to Ctrl-C. */
export const stopWords = {
  finish: 'finishing what is in progress; press Ctrl-C again to stop now',
  now: 'stopping now; what is cut short is measured again by `orchestrate resume`',
  exit: 'left at once; boards finish by themselves and `orchestrate resume` collects what they measured',
} as const;

/** `local: mlp/int8 session 2 of 3 · iteration 400`: what a board does, and the last sign of life of it. */
export function boardWords(board: string, doing: Doing | undefined, beat: string | null): string {
  if (doing === undefined) return `${visible(board)}: idle`;
  return `${visible(board)}: ${doingWords(doing)}${beat === null ? '' : ` · ${visible(beat)}`}`;
}

function partWords(doing: Doing): string {
  switch (doing.kind) {
    case 'session':
      return ` session ${doing.ordinal ?? '?'} of ${doing.of ?? '?'}`;
    case 'accuracy':
      return doing.ordinal === null ? ' accuracy' : ` accuracy, part ${doing.ordinal} of ${doing.of ?? '?'}`;
    case 'conversion':
      return ' conversion';
    case 'unknown':
      return '';
    default:
      return exhaustive(doing.kind);
  }
}

function endedWords(notice: Extract<Notice, { kind: 'ended' }>): string {
  const median = medianOf(notice.evidence.metrics);
  const inner = [
    ...(median === null ? [] : [`median ${latency(median)}`]),
    ...(notice.tookNs === null ? [] : [`took ${elapsed(notice.tookNs)}`]),
  ];
  return `${doingWords(notice.doing)}: ${describeOutcome(notice.outcome)}${inner.length > 0 ? ` (${inner.join(', ')})` : ''}`;
}

const leftWords = {
  'left-over': 'stopped, but processes of it are left on the board',
  unknown: 'stopped, and whether anything of it is left on the board is unknown',
} as const;

function medianOf(metrics: readonly Metric[]): number | null {
  const median = metrics.find((m) => m.unit === 'ns' && m.statistic === 'median' && m.scope === 'inference');
  return median?.value ?? null;
}
