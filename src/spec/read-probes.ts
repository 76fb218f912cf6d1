/** `probes:` and `environments:` of a toolchain: how its tools are recognised, and what brings those that are Python packages. */

import { suggest } from '#core/suggest.js';
import type { Probe, ToolEnvironment } from '#domain/toolchain.js';
import { parseVersionRange, type VersionRange } from '#domain/version-range.js';
import type { Cursor } from './cursor.js';
import { textAt, textsOf } from './fields.js';
import { checkPattern } from './patterns.js';
import type { Problems } from './problems.js';

export function readEnvironments(cursor: Cursor | undefined): readonly ToolEnvironment[] {
  return (cursor?.members() ?? []).map(([name, written]) => {
    const python = rangeAt(written, 'python');
    const versions = (written.at('versions')?.members() ?? []).flatMap(([arch, version]) =>
      version.text === undefined ? [] : [[arch, version.text] as const],
    );
    return {
      name,
      ...(python ? { python } : {}),
      version: textAt(written, 'version') ?? '',
      ...(versions.length > 0 ? { versions: new Map(versions) } : {}),
      packages: textsOf(written.at('packages')) ?? [],
      alone: textsOf(written.at('alone')) ?? [],
    };
  });
}

export interface ProbeContext {
  readonly toolchain: string;
  readonly environments: readonly string[];
  readonly problems: Problems;
}

export function readProbe([name, probe]: readonly [string, Cursor], context: ProbeContext): Probe {
  const { problems } = context;
  const kind = textAt(probe, 'kind');
  const accepts = rangeAt(probe, 'accepts');
  const range = accepts ? { accepts } : {};
  if (kind === 'command') {
    demand(probe, { needed: ['argv', 'version'], idle: ['package', 'environment'] }, problems);
    checkPattern(probe.at('version'), problems);
    return { name, kind, argv: textsOf(probe.at('argv')) ?? [], version: textAt(probe, 'version') ?? '', ...range };
  }
  const idle = kind === 'node-package' ? ['argv', 'version', 'environment'] : ['argv', 'version'];
  demand(probe, { needed: ['package'], idle }, problems);
  const environment = probe.at('environment');
  checkEnvironment(environment, context);
  return {
    name,
    kind: kind === 'python-package' ? 'python-package' : 'node-package',
    package: textAt(probe, 'package') ?? '',
    ...(environment?.text === undefined
      ? {}
      : { environment: { toolchain: context.toolchain, name: environment.text } }),
    ...range,
  };
}

/** What a kind of probe needs, and what would do nothing there. */
function demand(
  probe: Cursor,
  { needed, idle }: { readonly needed: readonly string[]; readonly idle: readonly string[] },
  problems: Problems,
): void {
  for (const key of needed) if (!probe.at(key)) problems.add('spec/missing-key', probe.mark, { key });
  for (const key of idle) {
    const written = probe.at(key);
    if (written)
      problems.add('spec/unknown-key', written.keyMark, { key, suggestion: null, known: ['kind', ...needed] });
  }
}

function checkEnvironment(cursor: Cursor | undefined, { environments: known, problems }: ProbeContext): void {
  const name = cursor?.text;
  if (cursor === undefined || name === undefined || known.includes(name)) return;
  problems.add('spec/unknown-name', cursor.mark, {
    what: 'environment',
    name,
    known,
    suggestion: suggest(name, known),
  });
}

/** The schema has refused what is no range. */
export function rangeAt(cursor: Cursor, key: string): VersionRange | undefined {
  return parseVersionRange(textAt(cursor, key) ?? '');
}
