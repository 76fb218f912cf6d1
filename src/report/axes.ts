/** Which axes a table of cells must show: those that vary. What all cells share is said once above it. */

import { builtInAxes, requiredAxes } from '#domain/levels.js';

export interface SharedAxes {
  readonly common: Readonly<Record<string, string>>;
  /** In the order in which people read them. */
  readonly varied: readonly string[];
}

/** A single cell varies in nothing: then its model, framework and precision are still the row's name. */
export function axesOf(cells: readonly Readonly<Record<string, string>>[]): SharedAxes {
  const names = [...new Set(cells.flatMap((levels) => Object.keys(levels)))].sort((a, b) => rank(a) - rank(b));
  const varied = names.filter((name) => new Set(cells.map((levels) => levels[name])).size > 1);
  const shown = varied.length > 0 ? varied : names.filter((name) => requiredAxes.includes(name));
  const common: Record<string, string> = {};
  for (const name of names) {
    const level = cells[0]?.[name];
    if (!shown.includes(name) && level !== undefined) common[name] = level;
  }
  return { common, varied: shown };
}

function rank(axis: string): number {
  const at = builtInAxes.indexOf(axis);
  return at < 0 ? builtInAxes.length : at;
}
