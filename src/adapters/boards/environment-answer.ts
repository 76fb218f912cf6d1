/** What a board says of the environments that were made there, and of its Pythons. */
import { byCodeUnit } from '#core/canonical-json.js';
import { digestOfJson } from '#core/digest.js';
import type { InstalledPackage, PreparedEnvironment } from '#domain/board.js';
import { type AttemptId, attemptId } from '#domain/names.js';
import type { BoardPython } from '#ports/boards.js';
import { parseRecord } from './environment-record.js';
import { isFolder, isVersion, packageName } from './package-answer.js';

/** An environment, and the folder of its packages. */
export interface FoundEnvironment {
  readonly environment: PreparedEnvironment;
  readonly at: string;
}

/** Undefined: the answer is not whole. Of a record that cannot be read there is no environment. */
export function parseEnvironments(answer: string): readonly FoundEnvironment[] | undefined {
  if (!/(^|\n)end\n$/.test(answer)) return undefined;
  return answer
    .split(/^environment=/m)
    .slice(1)
    .flatMap(environmentIn);
}

/** Attempts at making one that are over, and whose folder still lies there. */
export function parseOver(answer: string): readonly AttemptId[] {
  return [...answer.matchAll(/^over=(prepare-[A-Za-z0-9._-]{1,200})$/gm)].flatMap(([, name]) =>
    name === undefined ? [] : attemptId(name),
  );
}

function environmentIn(block: string): readonly FoundEnvironment[] {
  const [folder = '', ...lines] = block.split('\n');
  const after = (key: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${key}=`) ? line.slice(key.length + 1) : []));
  const record = parseRecord(after('record')[0] ?? '');
  if (!record || !isFolder(folder) || !folder.endsWith(`/environments/${record.name}/${record.version}`)) return [];
  const infos = after('package').flatMap(infoIn);
  const packages = infos.map((info) => packageNow(info, record.packages)).sort((a, b) => byCodeUnit(a.name, b.name));
  const before = record.packages.map(({ name, version }) => `${name} ${version}`).sort(byCodeUnit);
  const environment = {
    name: record.name,
    version: record.version,
    python: `${folder}/bin/python`,
    pythonVersion: record.python,
    asked: record.asked,
    packages,
    digest: digestOfJson({ python: record.python, packages: packages.map((each) => ({ ...each })) }),
    changed: packages.map(({ name, version }) => `${name} ${version}`).join() !== before.join(),
  };
  return [{ environment, at: infos[0]?.folder ?? folder }];
}

interface Info {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

function infoIn(path: string): readonly Info[] {
  const [, folder, name, version] = /^(\/.*)\/([^/]+)-([0-9][^/-]*)\.dist-info$/.exec(path) ?? [];
  if (folder === undefined || name === undefined || version === undefined) return [];
  return isFolder(folder) && isVersion(version) ? [{ folder, name: packageName(name), version }] : [];
}

/** With the digest of its wheel, unless another version came in its place. */
function packageNow({ name, version }: Info, recorded: readonly InstalledPackage[]): InstalledPackage {
  const before = recorded.find((each) => each.name === name && each.version === version);
  return { name, version, sha256: before?.sha256 ?? null };
}

/** Each once, in the order of the answer. */
export function parsePythons(answer: string): readonly BoardPython[] | undefined {
  if (!/(^|\n)end\n$/.test(answer)) return undefined;
  const found = new Map<string, BoardPython>();
  for (const line of answer.split('\n')) {
    const [path = '', version = '', platform = '', libc = '', venv, pip] = line.split('\t');
    if (!isFolder(path) || !/^\d+\.\d+\.\d+$/.test(version) || !/^linux-[a-z0-9_]{1,20}$/.test(platform)) continue;
    const [, glibc] = /^glibc (\d{1,2}\.\d{1,3})$/.exec(libc) ?? [];
    const arch = platform.slice('linux-'.length);
    found.set(path, { path, version, arch, glibc: glibc ?? null, venv: venv === 'yes', pip: pip === 'yes' });
  }
  return [...found.values()];
}
