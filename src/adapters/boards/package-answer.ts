/** What a board says about packages of npm or of Python: the folder it is found from and its version, foreign text both. */
import type { FoundTool, ToolFact } from '#domain/board.js';

export function parsePackage(answer: string, root: string, name: string): ToolFact | undefined {
  const missing: ToolFact = { kind: 'missing', said: `${root}/node_modules: no package ${name}` };
  if (answer === 'missing\n') return missing;
  const found = /^found\n([^\n]*)\n([^]*)$/.exec(answer);
  if (!found) return undefined;
  const at = found[1] === '' ? '/' : (found[1] ?? '');
  const version = versionOf(found[2] ?? '');
  return version === undefined || !isFolder(at) ? missing : { kind: 'found', version, at };
}

/** What one Python would import of the packages it was asked for, in their order. */
export interface PythonAnswer {
  readonly python: string;
  readonly pythonVersion: string;
  readonly packages: readonly (Pick<FoundTool, 'version' | 'at'> | null)[];
}

/** Undefined: it did not start, or does not speak. What is around a package that cannot be told is not there. */
export function parsePythonPackages(answer: string, count: number): PythonAnswer | undefined {
  const [, python = '', pythonVersion = '', rest = ''] =
    /(?:^|\n)python\n(\/[^\n]*)\n(\d[0-9.]{0,20})\n([^]*)\n\ncode=0\n$/.exec(answer) ?? [];
  if (!isFolder(python)) return undefined;
  const packages = [...`${rest}\n`.matchAll(/missing\n|found\n([^\n]*)\n([^\n]*)\n/g)].map(
    ([, at = '', version = '']) => (isFolder(at) && isVersion(version) ? { version, at } : null),
  );
  return packages.length === count ? { python, pythonVersion, packages } : undefined;
}

/** As pip compares names. */
export function packageName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
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
export function isFolder(path: string): boolean {
  return path.startsWith('/') && path.length < 4096 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u.test(path);
}

/** Of npm or of Python, where `!` begins an epoch. */
export function isVersion(text: string): boolean {
  return /^[0-9A-Za-z.+!-]{1,100}$/.test(text);
}
