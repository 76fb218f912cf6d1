/** Words for what a compiler said of what it made, and whether it is a caution beside its latency. */
import type { LogReading } from '#domain/log-reading.js';
import { visible } from './control.js';

type Said = Pick<LogReading, 'tool' | 'kind' | 'facts'>;

/** `edgetpu-compiler: 71 of 88 operators mapped, 524,544 bytes off chip`. */
export function convertedWords({ tool, kind, facts }: Said): string {
  if (kind === 'incomplete') return `${tool}: what it printed goes to no end, and its facts are not known`;
  if (kind === 'unreadable') return `${tool}: what it printed could not be read, and its facts are not known`;
  const words = mappedWords(facts) ?? Object.entries(facts).flatMap(factWords);
  return `${tool}: ${words.length === 0 ? 'no facts' : words.join(', ')}`;
}

/** It speaks of where operators are computed. */
export function isMapping({ facts }: Said): boolean {
  return mappedWords(facts) !== undefined;
}

/** A part of the model is computed or kept elsewhere than on the device that the cell is of. */
export function isCaution({ facts }: Said): boolean {
  const { operators, mapped_operators: mapped, off_chip_bytes: off } = facts;
  const left = typeof operators === 'number' && typeof mapped === 'number' && mapped < operators;
  return left || (typeof off === 'number' && off > 0);
}

function mappedWords(facts: Said['facts']): readonly string[] | undefined {
  const { operators, mapped_operators: mapped, off_chip_bytes: off } = facts;
  if (typeof operators !== 'number' || typeof mapped !== 'number') return undefined;
  const streamed = typeof off === 'number' && off > 0 ? [`${grouped(off)} bytes off chip`] : [];
  return [`${mapped} of ${operators} operators mapped`, ...streamed];
}

/** Names of files are those on the machine that converted: nobody needs them. */
function factWords([name, value]: readonly [string, LogReading['facts'][string]]): readonly string[] {
  if (name === 'input' || name === 'output') return [];
  return [`${visible(name)} ${value === null ? 'unknown' : visible(String(value))}`];
}

function grouped(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
