/** What is said of boards: their clocks, who holds them, names that are none. */
import { quoted, visible } from './control.js';
import { ago, elapsed, latency, plural } from './quantity.js';

export function describeManyFiles(files: readonly string[]): string {
  return `Expected one inventory or experiment, found ${files.length}: ${files.map(visible).join(', ')}.\nName the boards behind one file: \`orchestrate boards check inventory/lab.yaml pi-4 pi-5\`.`;
}

const kinds = { toolchain: 'a toolchain', 'import-mapping': 'an import mapping' } as const;

export function describeNoInventory(name: string, kind: keyof typeof kinds): string {
  return `${visible(name)} is ${kinds[kind]}, and boards are in an inventory.\nName one, or an experiment that names one: \`orchestrate boards check inventory/lab.yaml\`.`;
}

export interface UnknownBoard {
  readonly name: string;
  readonly known: readonly string[];
  readonly suggestion: string | null;
  readonly file: string | null;
}

export function describeNoBoard({ name, known, suggestion, file }: UnknownBoard): string {
  const where = file === null ? 'Without an inventory there is this machine alone' : `${visible(file)} has`;
  const meant = suggestion === null ? '' : ` Did you mean ${visible(suggestion)}?`;
  return `There is no board ${quoted(name)}.${meant}\n${where}: ${known.map(visible).join(', ') || 'none'}. \`--inventory FILE\` names another file.`;
}

/** `+1.2 s ± 0.003 s`; what lies within its uncertainty is no difference. */
export function skewWords({
  skewNs,
  uncertaintyNs,
}: {
  readonly skewNs: number;
  readonly uncertaintyNs: number;
}): string {
  const size = Math.abs(skewNs);
  const within = latency(uncertaintyNs);
  if (size <= uncertaintyNs) return `none seen (±${within})`;
  return `${skewNs > 0 ? '+' : '−'}${size >= 1e10 ? elapsed(size) : latency(size)} (±${within})`;
}

/** In a table only what matters. */
export function skewShort(clock: { readonly skewNs: number; readonly uncertaintyNs: number } | null): string {
  if (clock === null) return '?';
  const size = Math.abs(clock.skewNs);
  if (size <= clock.uncertaintyNs) return '0';
  return `${clock.skewNs > 0 ? '+' : '−'}${size >= 1e10 ? elapsed(size) : latency(size)}`;
}

export function usersWords(users: readonly string[] | null): string {
  if (users === null) return '?';
  return users.length === 0 ? 'nobody' : users.map(visible).join(', ');
}

export interface HolderWords {
  readonly attempt: string;
  readonly user: string | null;
  readonly pid: number | null;
  readonly since: string | null;
  readonly limitNs: number | null;
  readonly doing?: string;
}

/** `r.a.1 of user pi, process 812, 4 min ago, for at most 12 min 00 s`. */
export function holderSentence(holder: HolderWords | null, pids: readonly number[], now: string): string {
  if (!holder) {
    return pids.length === 0
      ? 'somebody who is not on record and whose processes cannot be seen'
      : `somebody who is not on record: ${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')}`;
  }
  const { attempt, user, pid, since, limitNs, doing } = holder;
  return [
    attempt === '' ? (doing === undefined ? 'a process' : `a file (${doing})`) : visible(attempt),
    ...(user === null ? [] : [` of user ${visible(user)}`]),
    ...(pid === null ? [] : [`, process ${pid}`]),
    ...(since === null ? [] : [`, begun ${ago(since, now)}`]),
    ...(limitNs === null ? [] : [`, ended by itself after at most ${elapsed(limitNs)}`]),
  ].join('');
}

/** Of boards of which a plan has only what is remembered: one sentence for all that were looked at alike. */
export function ageWords(
  boards: readonly { readonly name: string; readonly seenAt: string | null }[],
  now: string,
): string[] {
  const names = (some: typeof boards): string => some.map(({ name }) => visible(name)).join(', ');
  const never = boards.filter(({ seenAt }) => seenAt === null);
  const age = ({ seenAt }: (typeof boards)[number]): string => (seenAt === null ? '' : ago(seenAt, now));
  const ages = [...new Set(boards.map(age))].filter((text) => text !== '');
  const was = never.length === 1 ? 'was' : 'were';
  const it = never.length === 1 ? 'it has' : 'they have';
  return [
    ...ages.map(
      (text) => `${names(boards.filter((board) => age(board) === text))}: as seen ${text}; --probe looks again`,
    ),
    ...(never.length > 0 ? [`${names(never)} ${was} never looked at: what ${it} is to be probed; --probe looks`] : []),
  ];
}

export const notKept = 'Another process writes into the store: what is seen now is not remembered, and no canary runs.';

export function sweptWords(swept: number, left: string): string {
  if (swept === 0) return 'nothing of earlier attempts was left on it';
  return left === 'empty'
    ? `${plural(swept, 'process', 'processes')} of dead attempts ended`
    : `${plural(swept, 'process', 'processes')} of dead attempts found, and not all could be ended`;
}

/** A board can answer and be unusable all the same: its host key is unknown, or our key is. */
export function lookedWords(name: string, usable: boolean, tookNs: number): string {
  return `${visible(name)}: ${usable ? 'looked at' : 'not usable'} after ${elapsed(tookNs)}`;
}
