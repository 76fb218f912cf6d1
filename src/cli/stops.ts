/**
 * Ctrl-C as an event for the schedule. SIGINT or SIGTERM once: finish what runs; twice: stop now; a third time: leave at
 * once, boards finish by themselves and `resume` collects. SIGHUP means now: a terminal that was closed shall not leave
 * something measuring that nobody sees, and what is cut short is measured again by `resume`.
 */
import { stopWords } from '#wording/progress.js';

type How = 'finish' | 'now';

export interface Stops {
  onStop(listener: (how: How) => void): void;
  /** Gives the signals back to their defaults. */
  release(): void;
}

/** What this needs of the process, so that a test can stand in for it. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): void;
}

const interruptedExit = 130;

export function createStops(signals: SignalSource, note: (text: string) => void): Stops {
  const listeners: ((how: How) => void)[] = [];
  let asked: How | undefined;
  const ask = (how: How): void => {
    asked = how;
    note(stopWords[how]);
    for (const listener of listeners) listener(how);
  };
  const onInterrupt = (): void => {
    if (asked === undefined) ask('finish');
    else if (asked === 'finish') ask('now');
    else {
      note(stopWords.exit);
      signals.exit(interruptedExit);
    }
  };
  // A second SIGHUP often follows (shell and terminal both send one): it must not become the exit at once.
  const onHangUp = (): void => {
    if (asked !== 'now') ask('now');
  };
  signals.on('SIGINT', onInterrupt);
  signals.on('SIGTERM', onInterrupt);
  signals.on('SIGHUP', onHangUp);
  return {
    onStop(listener): void {
      listeners.push(listener);
      // Pressed before the loop had begun (boards were being asked): it still counts.
      if (asked !== undefined) listener(asked);
    },
    release(): void {
      signals.off('SIGINT', onInterrupt);
      signals.off('SIGTERM', onInterrupt);
      signals.off('SIGHUP', onHangUp);
    },
  };
}
