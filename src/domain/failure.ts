/**
 * What can go wrong in an expected way. A Failure holds facts and no prose: `wording/` turns it into words, as a record
 * over all codes, so that a new code does not compile without its words.
 */

/** Decides what happens next: infrastructure is tried again, workload only when asked, deterministic never. */
export type FailureClass = 'infrastructure' | 'workload' | 'deterministic';

const classes = {
  'board/unreachable': 'infrastructure',
  'board/auth': 'deterministic',
  'board/link-lost': 'infrastructure',
  'board/held': 'infrastructure',
  'board/no-space': 'infrastructure',
  'board/quota-too-small': 'deterministic',
  'board/left-over': 'infrastructure',
  'board/file-damaged': 'infrastructure',
  'board/file-differs': 'deterministic',
  'board/data-changed': 'deterministic',
  'board/not-a-board': 'deterministic',
  'board/none': 'deterministic',
  'board/identity-changed': 'deterministic',
  'board/no-setting': 'deterministic',
  'board/setting-refused': 'deterministic',
  'board/canary-failed': 'infrastructure',
  'board/quarantined': 'infrastructure',
  'board/ssh-config': 'deterministic',
  'board/host-key-unknown': 'deterministic',
  'board/host-key-changed': 'deterministic',
  'board/host-key-revoked': 'deterministic',
  'board/host-keys-unreadable': 'deterministic',
  'board/suspect': 'infrastructure',
  'board/not-restarted': 'infrastructure',
  'board/not-acquired': 'deterministic',
  'hook/failed': 'infrastructure',
  'device/missing': 'infrastructure',
  'device/busy': 'infrastructure',
  'device/refused': 'workload',
  'environment/no-python': 'deterministic',
  'environment/no-venv': 'deterministic',
  'environment/no-wheel': 'deterministic',
  'environment/no-index': 'infrastructure',
  'environment/refused': 'workload',
  'attempt/vanished': 'infrastructure',
  'attempt/rebooted': 'infrastructure',
  'attempt/killed': 'infrastructure',
  'attempt/no-proof': 'infrastructure',
  'attempt/not-started': 'deterministic',
  'runner/timeout': 'workload',
  'runner/out-of-memory': 'workload',
  'runner/crashed': 'workload',
  'runner/flooded': 'workload',
  'runner/broken-protocol': 'workload',
  'runner/error': 'workload',
  'toolchain/refused': 'deterministic',
  'toolchain/missing': 'deterministic',
  'route/none': 'deterministic',
  'route/unit': 'deterministic',
  'route/precision': 'deterministic',
  'route/calibration': 'deterministic',
  'device/precision': 'deterministic',
  'device/memory': 'deterministic',
  'route/batch': 'deterministic',
  'route/runner': 'deterministic',
  'device/operator': 'deterministic',
  'builder/none': 'deterministic',
  'builder/missing': 'deterministic',
  'artifact/incompatible': 'workload',
  'source/missing': 'deterministic',
  'source/changed': 'deterministic',
  'data/missing': 'deterministic',
  'data/changed': 'deterministic',
  'conversion/failed': 'workload',
  'conversion/refused': 'deterministic',
  'conversion/timeout': 'workload',
  'conversion/changed-answer': 'deterministic',
  'calibration/counted': 'deterministic',
  'calibration/too-few': 'deterministic',
  'cell/takes-board-down': 'workload',
  'cell/not-applicable': 'deterministic',
} as const satisfies Record<string, FailureClass>;

export type FailureCode = keyof typeof classes;

export const failureCodes = Object.keys(classes) as readonly FailureCode[];

export type Facts = { readonly [name: string]: string | number | boolean | null | readonly string[] };

export interface Failure {
  readonly code: FailureCode;
  readonly class: FailureClass;
  readonly facts: Facts;
  readonly cause?: Failure;
}

/** The class follows from the code: one code never means two things to the schedule. */
export function failure(code: FailureCode, facts: Facts = {}, cause?: Failure): Failure {
  return { code, class: classes[code], facts, ...(cause ? { cause } : {}) };
}
