/** What a board says about a package of npm or of Python: the folder it is found from and its version, foreign text both. */
import type { ToolFact } from '#domain/board.js';

export function parsePackage(answer: string, root: string, name: string): ToolFact | undefined {
  const missing: ToolFact = { kind: 'missing', said: `${root}: node_modules/${name}` };
  if (answer === 'missing\n') return missing;
  const found = /^found\n([^\n]*)\n([^]*)$/.exec(answer);
  if (!found) return undefined;
  const version = versionOf(found[2] ?? '');
  return version === undefined ? missing : { kind: 'found', version, at: found[1] === '' ? '/' : (found[1] ?? '') };
}

export function parsePythonPackage(answer: string, python: string, name: string): ToolFact | undefined {
  if (answer === 'missing\n') return { kind: 'missing', said: `${python}: no package ${name}` };
  const [, at, version] = /^found\n(\/[^\n]*)\n([^\n]*)\n$/.exec(answer) ?? [];
  if (at === undefined || version === undefined) return undefined;
  return isVersion(version)
    ? { kind: 'found', version, at }
    : { kind: 'missing', said: `${python}: no version of ${name}` };
}

function versionOf(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || !('version' in json)) return undefined;
    const { version } = json;
    return typeof version === 'string' && isVersion(version) ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Of npm or of Python, where `!` begins an epoch. */
function isVersion(text: string): boolean {
  return /^[0-9A-Za-z.+!-]{1,100}$/.test(text);
}
