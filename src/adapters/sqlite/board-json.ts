/**
 * Facts of boards as JSON columns. They are a memory: what an earlier version of this program did not ask for yet is
 * unknown, and no damage.
 */
import { type Bytes, type Nanoseconds, ns } from '#core/units.js';
import type { BoardFacts, ToolFact } from '#domain/board.js';
import type { BoardIdentity } from '#domain/board-identity.js';
import type { BoardMoment, ClockOffset, Temperature } from '#domain/board-moment.js';
import { isObject } from './row.js';

type Members = Readonly<Record<string, unknown>>;

export function boardFactsFrom(value: unknown): BoardFacts | undefined {
  if (!isObject(value)) return undefined;
  return {
    os: textOf(value, 'os'),
    kernel: textOf(value, 'kernel'),
    arch: textOf(value, 'arch'),
    cpuModel: textOf(value, 'cpuModel'),
    cpuCount: numberOf(value, 'cpuCount'),
    memoryBytes: bytesOf(value, 'memoryBytes'),
    governor: textOf(value, 'governor'),
    machineId: textOf(value, 'machineId'),
    bootId: textOf(value, 'bootId'),
    initStart: textOf(value, 'initStart'),
    model: textOf(value, 'model'),
    serial: textOf(value, 'serial'),
    mac: textOf(value, 'mac'),
    freeBytes: bytesOf(value, 'freeBytes'),
    moment: momentFrom(value['moment']),
    node: interpreterFrom(value['node']),
    python: interpreterFrom(value['python']),
    tools: toolsFrom(value['tools']),
  };
}

export function identityFrom(value: unknown): BoardIdentity | undefined {
  if (!isObject(value)) return undefined;
  return { machineId: textOf(value, 'machineId'), serial: textOf(value, 'serial'), mac: textOf(value, 'mac') };
}

function momentFrom(value: unknown): BoardMoment {
  const moment = isObject(value) ? value : {};
  const [users, temperatures] = [moment['users'], moment['temperatures']];
  return {
    load: numberOf(moment, 'load'),
    users: Array.isArray(users) ? users.filter((user) => typeof user === 'string') : null,
    temperatures: Array.isArray(temperatures) ? temperatures.flatMap(temperatureFrom) : [],
    clock: clockFrom(moment['clock']),
    diskBytes: bytesOf(moment, 'diskBytes'),
  };
}

function temperatureFrom(value: unknown): readonly Temperature[] {
  if (!isObject(value)) return [];
  const [zone, celsius] = [textOf(value, 'zone'), numberOf(value, 'celsius')];
  return zone === null || celsius === null ? [] : [{ zone, celsius }];
}

function clockFrom(value: unknown): ClockOffset | null {
  if (!isObject(value)) return null;
  const [skewNs, uncertaintyNs] = [nsOf(value, 'skewNs'), nsOf(value, 'uncertaintyNs')];
  return skewNs === null || uncertaintyNs === null ? null : { skewNs, uncertaintyNs };
}

function interpreterFrom(value: unknown): BoardFacts['node'] {
  if (!isObject(value)) return null;
  const [path, version] = [textOf(value, 'path'), textOf(value, 'version')];
  return path === null || version === null ? null : { path, version };
}

function toolsFrom(value: unknown): BoardFacts['tools'] {
  const tools = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    tools.flatMap(([name, tool]) => {
      const fact = toolFrom(tool);
      return fact ? [[name, fact]] : [];
    }),
  );
}

function toolFrom(value: unknown): ToolFact | undefined {
  if (!isObject(value)) return undefined;
  if (value['kind'] === 'missing') return { kind: 'missing', said: textOf(value, 'said') ?? '' };
  const [version, at] = [textOf(value, 'version'), textOf(value, 'at')];
  return version === null || at === null ? undefined : { kind: 'found', version, at };
}

function textOf(value: Members, member: string): string | null {
  const text = value[member];
  return typeof text === 'string' ? text : null;
}

function numberOf(value: Members, member: string): number | null {
  const number = value[member];
  return typeof number === 'number' ? number : null;
}

const bytesOf = (value: Members, member: string): Bytes | null => numberOf(value, member) as Bytes | null;

function nsOf(value: Members, member: string): Nanoseconds | null {
  const number = numberOf(value, member);
  return number === null ? null : ns(number);
}
