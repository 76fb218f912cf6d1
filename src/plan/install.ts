/** How what a machine lacks could be had there: pieces that the wording makes commands of. */
import { type AskedVersion, askedOf } from '#domain/tool-choice.js';
import type { Toolchain } from '#domain/toolchain.js';
import type { Lack } from './tools.js';

/** An interpreter or a program by its name, or `pip:` or `npm:` with what to ask these for. */
export function installPieces(
  lacks: readonly Lack[],
  { probes }: Pick<Toolchain, 'probes'>,
  version: AskedVersion | null,
): readonly string[] {
  return lacks.map(({ tool }) => {
    const probe = probes.find((each) => each.name === tool);
    if (!probe || probe.kind === 'command') return tool;
    const [from, at] = probe.kind === 'python-package' ? ['pip', '=='] : ['npm', '@'];
    const wanted = askedOf(tool, version);
    return `${from}:${probe.package}${wanted === undefined ? '' : `${at}${wanted}`}`;
  });
}

/** Whether an environment of the toolchain brings all of it. */
export function isPrepared(lacks: readonly Lack[], { probes }: Pick<Toolchain, 'probes'>): boolean {
  return lacks.every(({ tool }) => {
    const probe = probes.find((each) => each.name === tool);
    return probe?.kind === 'python-package' && probe.environment !== undefined;
  });
}
