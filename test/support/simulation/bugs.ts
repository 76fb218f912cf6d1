/** Planted bugs: each breaks one promise at a port or in the decider, and must be found within the seeds of CI. */
import { ok } from '#core/result.js';
import { seconds } from '#core/units.js';
import type { Command, Event } from '#domain/event.js';
import { failure } from '#domain/failure.js';
import type { Outcome } from '#domain/outcome.js';
import type { Plan } from '#domain/plan.js';
import { admitAnswering } from '#engine/admit.js';
import type { World } from '#engine/world.js';
import type { BoardSession } from '#ports/boards.js';
import type { ResultStore } from '#ports/result-store.js';
import type { Habits } from './virtual-board.js';
import type { VirtualDisk } from './virtual-ports.js';
import type { VirtualTime } from './virtual-time.js';

export interface Bug {
  readonly name: string;
  readonly habits?: Partial<Habits>;
  plant?(world: World, around: { readonly time: VirtualTime; readonly disk: VirtualDisk }): World;
}

export const bugs: readonly Bug[] = [
  { name: 'no sweep before a launch', habits: { sweeps: false } },
  { name: 'the lock is not taken', habits: { locks: false } },
  { name: 'a launch is not idempotent', habits: { idempotent: false } },
  { name: 'record after perform', plant: (world) => ({ ...world, store: recordingLate(world.store) }) },
  {
    name: 'success before files',
    plant: (world, { time, disk }) => ({ ...world, files: filesLater(world, time, disk) }),
  },
  { name: 'late outcome ignored', plant: (world) => ({ ...world, store: deafAfterSilence(world.store) }) },
  { name: 'refusals are tried again', plant: (world) => withSchedule(world, stubborn) },
  {
    name: 'resume forgets what is done',
    plant: (world) => ({
      ...world,
      createSchedule: (plan, _known, options) => world.createSchedule(plan, [], options),
    }),
  },
  {
    name: 'resume does not reconcile',
    plant: (world) => ({
      ...world,
      createSchedule: (plan, known, options) =>
        world.createSchedule(
          plan,
          known.filter((attempt) => attempt.outcome),
          options,
        ),
    }),
  },
  { name: 'forgotten on the board before the commit', plant: (world) => withSession(world, forgettingEarly) },
  { name: 're-launch on a lost reply: silence taken for failure', plant: (world) => withSchedule(world, impatient) },
  { name: 'infrastructure failure settles the cell', plant: unforgiving },
  { name: 'metrics of a session dropped', plant: (world) => ({ ...world, store: forgetful(world.store) }) },
  {
    name: 'artifact believed without a look at its bytes',
    plant: (world) => ({
      ...world,
      files: {
        ...world.files,
        artifact: (digest, bytes) => Promise.resolve({ path: `artifacts/${digest}`, digest, bytes }),
      },
    }),
  },
  {
    name: 'a board is admitted without a canary',
    plant: (world) => ({ ...world, admit: admitAnswering }),
  },
  { name: 'sessions of two boards are mixed', plant: (world) => ({ ...world, store: keepingAll(world.store) }) },
  { name: 'a cell that takes boards down is tried for ever', plant: (world) => withSchedule(world, forgiving) },
  {
    name: 'all boards are taken to be alike',
    plant: (world) =>
      withSession(world, (session) => ({ facts: (probes, bound) => asIfAlike(session.facts(probes, bound)) })),
  },
  { name: 'nobody waits for a check', plant: (world) => withPlan(world, unchecked) },
  { name: 'what changed the answer is believed', plant: (world) => withSchedule(world, credulous) },
  {
    name: 'no two boards are taken to be alike',
    plant: (world) => {
      let asked = 0;
      const unlike = (session: BoardSession): Partial<BoardSession> => ({
        facts: async (probes, bound) => {
          const facts = await session.facts(probes, bound);
          return facts.ok ? ok({ ...facts.value, kernel: `${facts.value.kernel} of ${++asked}` }) : facts;
        },
      });
      return withSession(world, unlike);
    },
  },
  { name: 'the power of a held board is cut', plant: (world) => withSession(world, deafToHolders) },
];

type Alter = (event: Event) => Event | undefined;

/** A decider that hears something else than what happened; `undefined` is not heard at all. */
function withSchedule(world: World, makeAlter: () => Alter): World {
  return {
    ...world,
    createSchedule: (plan, known, options) => {
      const inner = world.createSchedule(plan, known, options);
      const alter = makeAlter();
      return {
        on: (event) => {
          const heard = alter(event);
          return heard ? inner.on(heard) : [];
        },
      };
    },
  };
}

function withPlan(world: World, alter: (plan: Plan) => Plan): World {
  return { ...world, createSchedule: (plan, ...more) => world.createSchedule(alter(plan), ...more) };
}

function unchecked(plan: Plan): Plan {
  const cells = plan.cells.map((cell) => {
    if (cell.kind !== 'run') return cell;
    const { check: _, ...route } = cell.measurement.route;
    return { ...cell, measurement: { ...cell.measurement, route } };
  });
  return { ...plan, cells };
}

function credulous(): Alter {
  return (event) => {
    const isBad =
      event.kind === 'ended' &&
      event.outcome.kind === 'failed' &&
      event.outcome.failure.code === 'conversion/changed-answer';
    return isBad ? { ...event, outcome: { kind: 'succeeded' } } : event;
  };
}

async function asIfAlike(found: ReturnType<BoardSession['facts']>): ReturnType<BoardSession['facts']> {
  const facts = await found;
  return facts.ok ? ok({ ...facts.value, kernel: '6.0' }) : facts;
}

/** What comes after a silence is not recorded: the attempt stays open although its result was there. */
function deafAfterSilence(store: ResultStore): ResultStore {
  const silent = new Set<string>();
  return overriding(store, {
    record: (runSet, event, intents, wall) => {
      if (event.kind === 'silent') silent.add(event.attempt);
      const late = event.kind === 'ended' && silent.has(event.attempt);
      store.record(runSet, late ? { at: event.at, kind: 'woke' } : event, intents, wall);
    },
  });
}

/** A cell begins anew on another board, and what it had on the first goes on to count. */
function keepingAll(store: ResultStore): ResultStore {
  return overriding(store, {
    record: (runSet, event, intents, wall) => {
      const plain = intents.map((intent) =>
        intent.kind === 'launch' ? { kind: intent.kind, attempt: intent.attempt } : intent,
      );
      store.record(runSet, event, plain, wall);
    },
  });
}

function forgiving(): Alter {
  return (event) => {
    if (event.kind !== 'ended' || event.outcome.kind !== 'failed') return event;
    const { code, cause } = event.outcome.failure;
    return code === 'cell/takes-board-down' && cause
      ? { ...event, outcome: { kind: 'failed', failure: cause } }
      : event;
  };
}

function stubborn(): Alter {
  return (event) => {
    if (event.kind !== 'ended' || event.outcome.kind !== 'unsupported') return event;
    return { ...event, outcome: { kind: 'failed', failure: failure('attempt/vanished') } };
  };
}

function unforgiving(world: World): World {
  const refused = { kind: 'unsupported', failure: failure('toolchain/refused') } as const;
  const harsh = (outcome: Outcome): Outcome => (outcome.kind === 'failed' ? refused : outcome);
  const inner = withSchedule(
    world,
    () => (event) => (event.kind === 'ended' ? { ...event, outcome: harsh(event.outcome) } : event),
  );
  return {
    ...inner,
    createSchedule: (plan, known, options) => {
      const remembered = known.map((attempt) =>
        attempt.outcome ? { ...attempt, outcome: harsh(attempt.outcome) } : attempt,
      );
      return inner.createSchedule(plan, remembered, options);
    },
  };
}

function impatient(): Alter {
  return (event) => {
    if (event.kind !== 'silent') return event;
    const outcome = { kind: 'failed', failure: event.failure } as const;
    return { at: event.at, kind: 'ended', attempt: event.attempt, outcome, evidence: { files: [], metrics: [] } };
  };
}

/** Intent comes on record with the next event: after the deed. */
function recordingLate(store: ResultStore): ResultStore {
  let owed: readonly Command[] = [];
  return overriding(store, {
    record: (runSet, event, intents, wall) => {
      store.record(runSet, event, owed, wall);
      owed = intents;
    },
  });
}

function forgetful(store: ResultStore): ResultStore {
  return overriding(store, {
    record: (runSet, event, intents, wall) => {
      const bare = event.kind === 'ended' ? { ...event, evidence: { ...event.evidence, metrics: [] } } : event;
      store.record(runSet, bare, intents, wall);
    },
  });
}

/** The store is a class with private fields: methods that are not replaced are called on it. */
function overriding(store: ResultStore, methods: Partial<ResultStore>): ResultStore {
  return new Proxy(store, {
    get: (target, name) => {
      const replaced: unknown = Reflect.get(methods, name);
      if (replaced !== undefined) return replaced;
      const own: unknown = Reflect.get(target, name);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}

/** The digest is told at once, the bytes reach the disk five seconds later, if the orchestrator lives that long. */
function filesLater(world: World, time: VirtualTime, disk: VirtualDisk): World['files'] {
  const { files } = world;
  const delay = async <T extends { path: string }>(written: Promise<T>): Promise<T> => {
    const kept = await written;
    const content = disk.files.get(kept.path);
    disk.files.delete(kept.path);
    void time.after(seconds(5), 'call').then(() => content && disk.files.set(kept.path, content));
    return kept;
  };
  return {
    ...files,
    samples: (...args) => delay(files.samples(...args)),
    keep: (...args) => delay(files.keep(...args)),
  };
}

/** What holds the lock for a hook is taken to have it. */
function deafToHolders(session: BoardSession): Partial<BoardSession> {
  return {
    launch: async (job, bound) => {
      const launched = await session.launch(job, bound);
      const upkeep = job.attempt.includes('.upkeep-');
      return upkeep && launched.ok && launched.value.kind === 'held' ? ok({ kind: 'begun' }) : launched;
    },
  };
}

export function withSession(world: World, alter: (session: BoardSession) => Partial<BoardSession>): World {
  return {
    ...world,
    connector: {
      connect: async (board, bound) => {
        const session = await world.connector.connect(board, bound);
        if (!session.ok) return session;
        const changed = alter(session.value);
        return ok(
          new Proxy(session.value, {
            get: (target, name) => {
              const replaced: unknown = Reflect.get(changed, name);
              if (replaced !== undefined) return replaced;
              const own: unknown = Reflect.get(target, name);
              return typeof own === 'function' ? (own.bind(target) as unknown) : own;
            },
          }),
        );
      },
    },
  };
}

function forgettingEarly(session: BoardSession): Partial<BoardSession> {
  return {
    read: async (passage, bound) => {
      const chunk = await session.read(passage, bound);
      if (chunk.ok && chunk.value.end && passage.file === 'stderr') await session.forget(passage.attempt, bound);
      return chunk;
    },
  };
}
