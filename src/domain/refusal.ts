/** Why a resume stops before it does anything, until it is told to go on. */
import type { PartName } from './plan.js';

export type ResumeRefusal =
  /** The text of the experiment is another one now; cells by slug. */
  | {
      readonly kind: 'spec-changed';
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly invalidated: readonly { readonly slug: string; readonly parts: readonly PartName[] }[];
    }
  /** What was observed at the first session is no longer so: framework, kernel, governor. */
  | {
      readonly kind: 'drift';
      readonly changed: readonly { readonly fact: string; readonly was: string; readonly is: string }[];
    };
