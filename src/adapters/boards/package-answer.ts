/** What a board says about a package of npm or of Python: the folder it is found from and its version, foreign text both. */
import type { ToolFact } from '#domain/board.js';

export function parsePackage(answer: string, root: string, name: string): ToolFact | undefined {
  const missing: ToolFact = { kind: 'missing', said: `${root}: node_modules/${name}` };
  if (answer === 'missing\n') return missing;
  const found = /^found\n([^\n]*)\n([^]*)$/.exec(answer);
  if (!found) return undefined;
  const at = found[1] === '' ? '/' : (found[1] ?? '');
  const version = versionOf(found[2] ?? '');
  return version === undefined || !isFolder(at) ? missing : { kind: 'found', version, at };
}

export function parsePythonPackage(answer: string, python: string, name: string): ToolFact | undefined {
  if (answer === 'missing\n') return { kind: 'missing', said: `${python}: no package ${name}` };
  const [, at, version] = /^found\n(\/[^\n]*)\n([^\n]*)\n$/.exec(answer) ?? [];
  if (at === undefined || version === undefined) return undefined;
  return isVersion(version) && isFolder(at)
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

/** As long as a path of Linux can be. One with control or format characters is no folder that anybody made on purpose. */
function isFolder(path: string): boolean {
  return path.startsWith('/') && path.length < 4096 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u.test(path);
}

/** Of npm or of Python, where `!` begins an epoch. */
function isVersion(text: string): boolean {
  return /^[0-9A-Za-z.+!-]{1,100}$/.test(text);
}
