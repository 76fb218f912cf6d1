/** The devices that a matrix mentions, before it is understood: whether the catalogue must be read for them. */
import type { Cursor } from './cursor.js';

/** Levels and patterns under any `device:`, in axes, zip groups, includes and matches. */
export function namedDevices(matrix: Cursor | undefined): readonly string[] {
  if (matrix === undefined) return [];
  const below = matrix.items().flatMap(namedDevices);
  const members = matrix.members().flatMap(([key, value]) => (key === 'device' ? textsIn(value) : namedDevices(value)));
  return [...below, ...members];
}

function textsIn(cursor: Cursor): readonly string[] {
  if (cursor.text !== undefined) return [cursor.text];
  return [...cursor.items(), ...cursor.members().map(([, value]) => value)].flatMap(textsIn);
}
