/**
 * What goes wrong in one simulated world: decided by the seed, one random stream per purpose, a random subset of the
 * faults enabled per seed (swarm testing), and all of it over at a moment in virtual time, after which everything
 * must come to its end.
 *
 * Fault model
 *   refuse        a connection is refused
 *   lose-request  a launch is lost on its way to the board
 *   late-request  a launch is lost, and takes effect on the board up to 40 s later
 *   lose-reply    a launch begins and its answer is lost
 *   drop          the link breaks while an attempt is waited for
 *   silence       a call is never answered; its deadline passes
 *   kill-supervisor  the supervisor dies, its runner lives on
 *   kill-runner   the runner dies
 *   reboot        everything on the board dies, its files stay, the boot id changes
 *   hang          the board answers nobody until its power is cut or somebody comes by; everything on it is dead
 *   slow          the board answers and measures, and its canary would say that it is not what it was
 *   sick          whatever runs on the board is killed, until it is made clean or restarted
 *   death         the board never answers again, whatever is done
 *   hook-fails    a hook ends with an error, before or after it had its effect
 *   stranger      another user takes the board's lock for a while
 *   visitor       another user takes the lock just before something is to be done to the board
 *   read-error    reading a file back fails
 *   put-error     the board has no space for a moment
 *   crash         the orchestrator dies at one of its numbered points, as after kill -9
 *   stop          Ctrl-C once or twice at some event
 */
import { type Random, randomStream } from '#core/random.js';

export const faults = [
  'refuse',
  'lose-request',
  'late-request',
  'lose-reply',
  'drop',
  'silence',
  'kill-supervisor',
  'kill-runner',
  'reboot',
  'hang',
  'slow',
  'sick',
  'hook-fails',
  'death',
  'stranger',
  'visitor',
  'read-error',
  'put-error',
  'crash',
  'stop',
] as const;
export type Fault = (typeof faults)[number];

/** Virtual time after which no more faults happen: ten minutes. */
const CALM_AFTER_NS = 600e9;
const likelihood: Readonly<Record<Fault, number>> = {
  refuse: 0.1,
  'lose-request': 0.06,
  'late-request': 0.05,
  'lose-reply': 0.1,
  drop: 0.1,
  silence: 0.02,
  'kill-supervisor': 0.08,
  'kill-runner': 0.05,
  reboot: 0.04,
  hang: 0.02,
  slow: 0.03,
  sick: 0.03,
  'hook-fails': 0.1,
  death: 0.01,
  stranger: 0.08,
  visitor: 0.3,
  'read-error': 0.04,
  'put-error': 0.04,
  crash: 0.005,
  stop: 0.006,
};

export class Chaos {
  readonly enabled: ReadonlySet<Fault>;
  readonly #streams = new Map<string, Random>();
  readonly #seed: number;
  readonly #now: () => number;

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
    const swarm = this.stream('swarm');
    this.enabled = new Set(faults.filter(() => swarm.next() < 0.5));
  }

  /** Whether the fault happens here and now. The stream is drawn from in any case, so that calm shifts nothing. */
  strikes(fault: Fault): boolean {
    const drawn = this.stream(fault).next() < likelihood[fault];
    return drawn && this.enabled.has(fault) && this.#now() < CALM_AFTER_NS;
  }

  /** Nothing goes wrong any more, not even what was drawn before. */
  get isCalm(): boolean {
    return this.#now() >= CALM_AFTER_NS;
  }

  stream(purpose: string): Random {
    const stream = this.#streams.get(purpose) ?? randomStream(this.#seed, purpose);
    this.#streams.set(purpose, stream);
    return stream;
  }
}
