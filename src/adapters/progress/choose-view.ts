/** Which view fits where the output goes. */
import type { ProgressView, ViewContext } from './view.js';

export type ViewKind = 'json' | 'boards' | 'lines';

export interface Surroundings {
  readonly json: boolean;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Narrower than this a line of the live view says nothing that one can read. */
const leastColumns = 40;

/** A CI log and a dumb terminal can move no cursor. */
export function chooseView({ json, isTTY, columns, env }: Surroundings): ViewKind {
  if (json) return 'json';
  const moves = isTTY && env['TERM'] !== 'dumb' && isUnset(env['CI']) && (columns ?? 80) >= leastColumns;
  return moves ? 'boards' : 'lines';
}

/** listr2 is loaded only where something is drawn. */
export async function createView(kind: ViewKind, context: ViewContext): Promise<ProgressView> {
  if (kind === 'json') return (await import('./json-view.js')).createJsonView(context);
  if (kind === 'boards') return (await import('./board-view.js')).createBoardView(context);
  return (await import('./lines-view.js')).createLinesView(context);
}

/** `CI=false` and `CI=0` are ways to say that it is none. */
function isUnset(value: string | undefined): boolean {
  return value === undefined || value === '' || value === '0' || value === 'false';
}
