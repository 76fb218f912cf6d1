/** What a program under way says, event by event, and what it has recorded. */
import { join } from 'node:path';
import type { AttemptRecord } from '#domain/record.js';
import type { Ended, Started } from '#test/cli/binary.js';
import type { Lab } from '#test/lab/lab.js';
import { openResultStore } from '../../../src/adapters/sqlite/open.js';

/** A line of `--json`. */
export interface Said {
  readonly kind: string;
  readonly doing?: { readonly attempt: string; readonly kind: string; readonly board: string | null };
  readonly outcome?: unknown;
  readonly board?: string;
  readonly rung?: string;
  readonly result?: unknown;
}

export function isSession({ doing }: Said, board: string): boolean {
  return doing?.kind === 'session' && doing.board === board;
}

/** Events in their order: each is looked for after the one before. */
export function follow(program: Started): {
  next(is: (event: Said) => boolean): Promise<Said>;
  kill(): void;
  end(): Promise<Ended>;
} {
  let from = 0;
  return {
    async next(is): Promise<Said> {
      let at = 0;
      let found = false;
      const line = await program.line((text) => {
        if (found || at++ < from || !is(JSON.parse(text) as Said)) return false;
        from = at;
        found = true;
        return true;
      });
      return JSON.parse(line) as Said;
    },
    end: () => program.ended,
    kill: () => void program.child.kill('SIGKILL'),
  };
}

export function recordsOf(lab: Lab): readonly AttemptRecord[] {
  const opened = openResultStore(join(lab.folder, 'runs', 'orchestrate.db'), { mode: 'read' });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  try {
    return opened.value.runSets().flatMap(({ id }) => opened.value.records(id));
  } finally {
    opened.value.close();
  }
}
