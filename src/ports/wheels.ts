/** Packages that this machine fetches for a board which cannot fetch them itself. */
import type { Result } from '#core/result.js';
import type { StoredFile } from '#domain/model.js';
import type { BoardPython, Bound } from './boards.js';

/** A file under the name that pip knows it by. */
export interface Wheel {
  readonly name: string;
  readonly file: StoredFile;
}

export interface WheelsWanted {
  readonly packages: readonly string[];
  /** Without what they say they need. */
  readonly alone: readonly string[];
}

export interface Wheels extends AsyncDisposable {
  /** All that is needed by a Python of a board; an error is what pip said. The files are there until disposal. */
  fetch(wanted: WheelsWanted, python: BoardPython, bound: Bound): Promise<Result<readonly Wheel[], string>>;
}
