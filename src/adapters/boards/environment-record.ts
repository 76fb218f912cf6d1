/** `packages.json` of an environment: what it was made of. A board's word, hence read key by key. */
import type { InstalledPackage, PreparedEnvironment } from '#domain/board.js';
import { isVersion } from './package-answer.js';

export interface EnvironmentRecord extends Pick<PreparedEnvironment, 'name' | 'version' | 'asked'> {
  /** The version of Python. */
  readonly python: string;
  readonly packages: readonly InstalledPackage[];
}

export function parseRecord(text: string): EnvironmentRecord | undefined {
  const record = jsonIn(text);
  const [name, version, python] = ['name', 'version', 'python'].map((key) => textIn(record, key));
  const [asked, packages] = [valueIn(record, 'asked'), valueIn(record, 'packages')];
  if (name === undefined || version === undefined || python === undefined || !Array.isArray(packages)) return undefined;
  return {
    name,
    version,
    python,
    asked: { packages: textsIn(asked, 'packages'), alone: textsIn(asked, 'alone') },
    packages: packages.flatMap(packageIn),
  };
}

function packageIn(entry: unknown): readonly InstalledPackage[] {
  const [name, version, sha256] = ['name', 'version', 'sha256'].map((key) => textIn(entry, key));
  if (name === undefined || version === undefined || !isVersion(version)) return [];
  return [{ name, version, sha256: sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null }];
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

/** Longer ones, or with control characters, are no words of pip's. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 1000 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(value);
}

function textIn(value: unknown, key: string): string | undefined {
  const found = valueIn(value, key);
  return isWord(found) ? found : undefined;
}

function textsIn(value: unknown, key: string): readonly string[] {
  const found = valueIn(value, key);
  return Array.isArray(found) ? found.filter(isWord) : [];
}
