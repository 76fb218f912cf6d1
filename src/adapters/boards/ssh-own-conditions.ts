/** Which sections of an OpenSSH configuration hold for a host (`Host` and `Match` in ssh_config(5)). */
import { matchesGlob } from '#core/glob.js';

/** Whom a configuration is read for; what was read so far changes it. */
export interface Subject {
  readonly original: string;
  /** What `Host` patterns are compared with: the original, in the final pass the real name. */
  host: string;
  hostName: string;
  user: string;
  readonly localUser: string;
  final: boolean;
  /** A `Match final` was met: the configuration is read a second time. */
  wantsFinal: boolean;
}

export function holds(keyword: string, values: readonly string[], subject: Subject): boolean {
  return keyword === 'host' ? hostHolds(values, subject.host) : matchHolds(values, subject);
}

/** A negated pattern that matches excludes, whatever else matches. */
function hostHolds(patterns: readonly string[], host: string): boolean {
  const negated = patterns.filter((pattern) => pattern.startsWith('!'));
  if (negated.some((pattern) => matchesGlob(pattern.slice(1), host))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesGlob(pattern, host));
}

const alone = new Set(['all', 'canonical', 'final']);

/** All criteria must hold. One that needs a command to run (`exec`), or that is not known, does not. */
function matchHolds(words: readonly string[], subject: Subject): boolean {
  let result = true;
  for (let at = 0; at < words.length; at += 1) {
    const written = words[at] ?? '';
    const negated = written.startsWith('!');
    const criterion = written.slice(negated ? 1 : 0).toLowerCase();
    const value = alone.has(criterion) ? '' : (words[(at += 1)] ?? '');
    const found = criterionHolds(criterion, value, subject);
    if (found === undefined || found === negated) result = false;
  }
  return result;
}

function criterionHolds(criterion: string, value: string, subject: Subject): boolean | undefined {
  switch (criterion) {
    case 'all':
      return true;
    case 'final':
      subject.wantsFinal ||= !subject.final;
      return subject.final;
    case 'canonical':
      return subject.final;
    case 'host':
      return hostHolds(value.toLowerCase().split(','), subject.hostName);
    case 'originalhost':
      return hostHolds(value.toLowerCase().split(','), subject.original);
    case 'user':
      return hostHolds(value.split(','), subject.user);
    case 'localuser':
      return hostHolds(value.split(','), subject.localUser);
    default:
      return undefined;
  }
}
