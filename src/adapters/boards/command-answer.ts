/** What a program printed when it was asked for its version. */
import type { ToolFact } from '#domain/board.js';
import type { CommandProbe } from '#domain/toolchain.js';
import { isVersion } from './package-answer.js';

/** A line that is longer names no version. */
const longestLine = 1000;

export function parseCommand(answer: string, { argv, version: pattern }: CommandProbe): ToolFact {
  const program = argv.join(' ');
  const [, said = '', code] = /^([^]*)\ncode=(\d{1,3})\n$/.exec(answer) ?? [];
  const lines = (code === undefined ? answer : said).split('\n').filter((line) => line.length <= longestLine);
  const form = new RegExp(pattern, 'u');
  for (const line of lines) {
    const version = versionIn(form.exec(line));
    // A tool that says its version and ends with another status than 0 is there: some do.
    if (isVersion(version) && code !== '127') return { kind: 'found', version, at: argv[0] ?? '' };
  }
  const last = lines.map(plain).findLast((line) => line !== '');
  return { kind: 'missing', said: `${program}: ${last ?? reasonFor(code)}` };
}

/** Of several groups the parts of one, where a tool prints it as one number: `v8601` is 8.6.1. */
function versionIn(found: RegExpExecArray | null): string {
  const groups: readonly (string | undefined)[] = found?.slice(1) ?? [];
  const parts = groups.filter((part) => part !== undefined);
  return parts.length < 2 ? (parts[0] ?? '') : parts.map((part) => part.replace(/^0+(?=\d)/, '')).join('.');
}

/** As a shell tells that there is no such program, and that one was ended from outside. */
function reasonFor(code: string | undefined): string {
  if (code === '127') return 'there is no such program';
  return code === '137' ? 'it did not answer in time' : 'it says no version';
}

function plain(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, 200)
    .toWellFormed();
}
