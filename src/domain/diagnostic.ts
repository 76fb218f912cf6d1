/** A failure with a place in a text that the user wrote. Facts only: `wording/diagnostic` turns it into words. */
import type { Facts } from './failure.js';

/** 1-based; `length` counts code units to underline on that line. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A place in a text, with what stands there. */
export interface Mark {
  readonly file: string;
  /** Absent when the whole file is meant (it cannot be read, it is empty). */
  readonly span?: Span;
  /** The line itself, with control characters made visible and cut to a bound. */
  readonly excerpt?: string;
  /** Column of the excerpt's first character, when the line was cut in front. */
  readonly excerptFrom?: number;
}

/** Everything that can be said about a text; each has its words, or `wording/` does not compile. */
export const diagnosticCodes = [
  'file/missing',
  'file/not-a-file',
  'file/unreadable',
  'file/too-large',
  'file/encoding',
  'file/unknown-kind',
  'file/other-kind',
  'spec/yaml',
  'spec/too-large',
  'spec/too-deep',
  'spec/control-character',
  'spec/empty-file',
  'spec/alias',
  'spec/key-not-text',
  'spec/duplicate-key',
  'spec/unknown-key',
  'spec/missing-key',
  'spec/wrong-type',
  'spec/bad-value',
  'spec/out-of-range',
  'spec/empty',
  'spec/too-many',
  'spec/repeated',
  'spec/bad-duration',
  'spec/bad-text',
  'spec/ambiguous-scalar',
  'spec/unquoted',
  'spec/duplicate-level',
  'spec/duplicate-axis',
  'spec/unknown-axis',
  'spec/unbound-axis',
  'spec/ambiguous-axis',
  'spec/missing-axis',
  'spec/unknown-level',
  'spec/unknown-name',
  'spec/unknown-option',
  'spec/bad-option',
  'spec/bad-setting',
  'spec/not-offered',
  'spec/unused-option',
  'spec/zip-unequal',
  'spec/data-without-labels',
  'spec/input-without-data',
  'spec/input-without-shape',
  'spec/bad-expression',
  'spec/min-above-max',
  'spec/bad-template',
  'spec/one-of',
  'spec/secret',
  'spec/bad-host',
  'spec/bad-size',
  'spec/name-taken',
  'spec/reserved-name',
  'spec/setting-without-value',
  'spec/hook-place',
  'spec/same-identity',
  'spec/same-machine',
  'spec/two-locks',
  'spec/mixed-weights',
  'spec/without-build',
  'spec/build-without-out',
  'spec/same-base-name',
  'spec/not-yet',
  'spec/bad-path',
  'spec/path-missing',
  'spec/too-many-problems',
  'matrix/too-many-cells',
  'matrix/too-many-rules',
  'matrix/override-conflict',
  'matrix/override-invalid',
  'matrix/no-match',
  'matrix/no-level',
  'matrix/axis-unused',
  'matrix/not-offered',
  'matrix/include-known',
  'matrix/include-unused',
  'matrix/block-adds-nothing',
  'matrix/unknown-attribute',
  'matrix/host-unsaid',
  'matrix/no-cells',
  'import/empty',
  'import/separator',
  'import/quote',
  'import/ragged',
  'import/too-long',
  'import/unnamed-column',
  'import/repeated-column',
  'import/unknown-column',
  'import/missing-column',
  'import/missing-axis',
  'import/two-columns',
  'import/no-level',
  'import/not-a-level',
  'import/not-a-number',
  'import/out-of-range',
  'import/unknown-status',
  'import/duplicate-cell',
  'import/rule-unused',
] as const;
export type DiagnosticCode = (typeof diagnosticCodes)[number];

export interface Diagnostic<Code extends DiagnosticCode = DiagnosticCode> extends Mark {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  readonly facts: Facts;
}

/** A text with the name that people know it by. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}
