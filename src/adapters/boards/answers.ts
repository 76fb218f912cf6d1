/** What a board says, as values. Its law: a board is hostile; what does not have the exact form is no answer at all. */
import type { Bytes } from '#core/units.js';
import { bytes } from '#core/units.js';
import type { BoardFacts } from '#domain/board.js';
import type { Ending, Holder, Sighting, SpoolFile } from '#domain/job.js';
import { type Asking, parseMoment } from './moment-answer.js';

/** Small files that came with the end of an attempt. */
export type Bundle = ReadonlyMap<SpoolFile, Uint8Array>;

export interface Seen {
  readonly sighting: Sighting;
  readonly bundle: Bundle;
}

const reasons = ['exited', 'timeout', 'flooded', 'stopped', 'vanished', 'rebooted', 'not-started'] as const;
const outcomeKeys = ['reason', 'code', 'signal', 'left', 'begun', 'ended', 'oom', 'note'];
const nothing: Bundle = new Map();

/** Longest text of a fact or a name that is kept. */
const longestText = 256;

/** The last words of `look`, `wait`, `stop` and `launch`: a state, and with the end its outcome and the small files. */
export function parseSeen(answer: Buffer): Seen | undefined {
  const head = answer.toString('latin1');
  if (head === 'absent\n') return { sighting: { kind: 'absent' }, bundle: nothing };
  if (head === 'running\n') return { sighting: { kind: 'running' }, bundle: nothing };
  const close = head.indexOf('\nend\n');
  if (!head.startsWith('ended\n') || close < 0) return undefined;
  const ending = parseEnding(head.slice('ended\n'.length, close));
  if (!ending) return undefined;
  return { sighting: { kind: 'ended', ending }, bundle: parseBundle(answer.subarray(close + '\nend\n'.length)) };
}

export function parseEnding(text: string): Ending | undefined {
  const lines = text.split('\n');
  if (lines.length !== outcomeKeys.length) return undefined;
  const value = new Map<string, string>();
  for (const [at, key] of outcomeKeys.entries()) {
    const line = lines[at];
    if (!line?.startsWith(`${key}=`)) return undefined;
    value.set(key, line.slice(key.length + 1));
  }
  const word = (key: string): string => value.get(key) ?? '';
  const reason = reasons.find((known) => known === word('reason'));
  const left = (['empty', 'left-over'] as const).find((known) => known === word('left'));
  if (!reason || !left) return undefined;
  return {
    reason,
    exitCode: wholeNumber(word('code')),
    signal: wholeNumber(word('signal')),
    left,
    begunNs: wholeNumber(word('begun')),
    endedNs: wholeNumber(word('ended')),
    oomKilled: word('oom') === '1',
    note: plainText(word('note')),
  };
}

/** `rest`: the size of `messages` is what follows; one byte more than the limit says that it was cut. */
function parseBundle(answer: Buffer): Bundle {
  const line = /^bundle (rest|\d{1,6}) (\d{1,6}) (\d{1,6})\n/.exec(answer.subarray(0, 32).toString('latin1'));
  if (!line) return nothing;
  const body = answer.subarray(line[0].length);
  const messages = line[1] === 'rest' ? body.length : Number(line[1]);
  const [stdout, stderr] = [Number(line[2]), Number(line[3])];
  if (messages > 65_536 || messages + stdout + stderr !== body.length) return nothing;
  return new Map<SpoolFile, Uint8Array>([
    ['messages', body.subarray(0, messages)],
    ['stdout', body.subarray(messages, messages + stdout)],
    ['stderr', body.subarray(messages + stdout)],
    ['stdout.tail', new Uint8Array()],
    ['stderr.tail', new Uint8Array()],
  ]);
}

export function parseHolder(text: string): Holder {
  const value = parsePairs(text);
  const doing = (['upload', 'check'] as const).find((known) => known === value.get('doing'));
  return {
    ...(doing ? { doing } : {}),
    attempt: plainText(value.get('attempt')) ?? '',
    pid: wholeNumber(value.get('pid') ?? ''),
    user: plainText(value.get('user')),
    since: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value.get('since') ?? '') ? (value.get('since') ?? null) : null,
  };
}

/** Everything but the tools; undefined if the answer is not whole. */
export function parseFacts(text: string, asking: Asking): Omit<BoardFacts, 'tools'> | undefined {
  if (!text.endsWith('\nend\n')) return undefined;
  const value = parsePairs(text);
  const word = (key: string): string | null => plainText(value.get(key));
  const size = (key: string): Bytes | null => positive(wholeNumber(value.get(key) ?? ''), bytes);
  return {
    os: word('os'),
    kernel: word('kernel'),
    arch: word('arch'),
    cpuModel: word('cpu'),
    cpuCount: positive(wholeNumber(value.get('cpus') ?? ''), (count) => count),
    memoryBytes: size('memory'),
    governor: word('governor'),
    machineId: word('machine'),
    bootId: word('boot'),
    initStart: word('init'),
    model: word('model'),
    serial: serialIn(word('serial')),
    mac: word('mac'),
    freeBytes: size('free'),
    moment: parseMoment(value, asking),
    node: interpreterIn(word('node'), word('node_version')?.replace(/^v/, '')),
    python: interpreterIn(word('python'), word('python_version')),
  };
}

/** A path that is not absolute is an alias or a builtin of some shell: nothing that could be started by it. */
function interpreterIn(path: string | null, version: string | null | undefined): BoardFacts['node'] {
  return path?.startsWith('/') && /^\d/.test(version ?? '') ? { path, version: version ?? '' } : null;
}

/** What a manufacturer left empty is the same in thousands of machines. */
function serialIn(text: string | null): string | null {
  return text === null || /^(?:to be filled|default|none|not |system serial|n\/a|[0.x-]*$|123456)/i.test(text)
    ? null
    : text;
}

/** `key=value` lines; of two with one key the first counts. */
export function parsePairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0 && !pairs.has(line.slice(0, at))) pairs.set(line.slice(0, at), line.slice(at + 1));
  }
  return pairs;
}

/** Null for what is no whole number: unknown is not zero. */
function wholeNumber(text: string): number | null {
  return /^\d{1,19}$/.test(text) ? Number(text) : null;
}

function positive<T>(value: number | null, make: (value: number) => T): T | null {
  return value !== null && value > 0 ? make(value) : null;
}

/** Text for people: without control characters, bounded; null when nothing is left. */
function plainText(value: string | undefined): string | null {
  const clean = (value ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, longestText)
    .toWellFormed();
  return clean === '' ? null : clean;
}
