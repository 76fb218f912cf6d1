/**
 * The loop of the engine and nothing else: event → decide → record in one transaction → perform. Intent is on disk
 * before the deed, and a result counts when its transaction is done.
 */
import type { Nanoseconds } from '#core/units.js';
import type { Command, Event, EventBody } from '#domain/event.js';
import type { RunSetId } from '#domain/names.js';
import type { StopCause } from '#domain/stop-cause.js';
import type { Schedule } from '#schedule/schedule.js';
import type { TakesDown } from '#schedule/takes-down.js';
import { Inbox } from './inbox.js';
import type { Performer } from './perform.js';
import type { Observer, World } from './world.js';

/** Ctrl-C as an event. */
export interface StopSource {
  onStop(listener: (how: 'finish' | 'now') => void): void;
}

/** A stop that comes between two loops, or in the first of them, counts for the second as well. */
export function rememberingStops(source: StopSource): StopSource {
  const listeners: ((how: 'finish' | 'now') => void)[] = [];
  const heard: ('finish' | 'now')[] = [];
  source.onStop((how) => {
    heard.push(how);
    for (const tell of listeners) tell(how);
  });
  return {
    onStop: (listener) => {
      listeners.push(listener);
      heard.forEach(listener);
    },
  };
}

export interface Deed {
  readonly runSet: RunSetId;
  readonly schedule: Schedule;
  readonly performer: Performer;
  readonly observer: Observer;
  readonly stops: StopSource;
  /** Who is to blame for boards that go down. */
  readonly takesDown: TakesDown;
}

/** Ends when the schedule wants nothing more and nothing is under way; tells why, if that was before its end. */
export async function carryOut(world: World, deed: Deed): Promise<StopCause | null> {
  const inbox = new Inbox<EventBody>();
  const alarms = new AbortController();
  const crash: { reason?: unknown } = {};
  let underWay = 0;
  let stopped: StopCause | null = null;

  const perform = (command: Command): void => {
    // On record, and nothing to do.
    if (command.kind === 'set-aside' || command.kind === 'finish') return;
    underWay++;
    // A broken invariant inside a command must end the program, not vanish in a lane: it goes the way of the events.
    const closing = command.kind === 'sleep' ? sleep(command.until) : deed.performer.perform(command, begun);
    closing.then(
      (event) => {
        underWay--;
        inbox.push(event);
      },
      (bug: unknown) => {
        crash.reason = bug;
        inbox.push({ kind: 'woke' });
      },
    );
  };
  const begun = (event: EventBody): void => {
    inbox.push(event);
  };
  const sleep = async (until: Nanoseconds): Promise<EventBody> => {
    await world.clock.sleepUntil(until, alarms.signal);
    return { kind: 'woke' };
  };

  deed.stops.onStop((how) => {
    inbox.push({ kind: 'stop', how });
  });
  inbox.push({ kind: 'woke' });
  while (underWay > 0 || !inbox.isEmpty) {
    const body = await inbox.next();
    if ('reason' in crash) throw crash.reason;
    const event: Event = deed.takesDown.reconsider({ at: world.clock.monotonicNs(), ...body });
    const commands = deed.schedule.on(event);
    const cause = causeIn(event, commands);
    if (cause) {
      stopped = cause;
      alarms.abort();
      deed.performer.hurry();
    }
    deed.takesDown.launched(commands);
    world.store.record(deed.runSet, event, commands, world.clock.wall());
    deed.observer.happened(event, commands);
    if (event.kind === 'ended') deed.performer.committed(event.attempt);
    commands.forEach(perform);
  }
  await deed.performer.idle();
  return stopped;
}

/** What somebody asks for comes after what the schedule decided by itself, and outweighs it. */
function causeIn(event: Event, commands: readonly Command[]): StopCause | undefined {
  if (event.kind === 'stop') return { kind: 'asked' };
  return commands.find((command) => command.kind === 'finish')?.because;
}
