/** The matrix language by its definition: slow, without hashes, twins or indices, to be compared with the real one. */
import type { Axis, Block } from '#domain/experiment.js';
import type { Match } from '#domain/match.js';

type Combination = Readonly<Record<string, string>>;

/** Each cell as `axis=level` pairs in the order of the alphabet. */
export function cellsByDefinition(block: Block, hasOption: (framework: string, axis: string) => boolean): string[] {
  const axes = [...block.axes, ...block.zip.flat()];
  const left = product(block)
    .map((combination) => withoutAbsent(combination, axes, hasOption))
    .filter((combination) => !block.exclude.some(({ match }) => agrees(match, combination)));
  const rows = block.include.map(({ levels }) => withoutAbsent(Object.fromEntries(levels), axes, hasOption));
  return [...new Set([...left, ...rows].map(nameOf))].sort();
}

export function nameOf(combination: Combination): string {
  return Object.entries(combination)
    .map(([axis, level]) => `${axis}=${level}`)
    .sort()
    .join(' ');
}

function product({ axes, zip }: Block): Combination[] {
  const wheels = [...axes.map((axis) => [axis]), ...zip];
  return wheels.reduce<Combination[]>(
    (combinations, group) =>
      combinations.flatMap((combination) =>
        (group[0]?.levels ?? []).map((_, at) => ({
          ...combination,
          ...Object.fromEntries(group.map(({ name, levels }) => [name, levels[at] ?? ''])),
        })),
      ),
    [{}],
  );
}

/** Takes one absent axis away and looks again, until none is left to take. */
function withoutAbsent(
  combination: Combination,
  axes: readonly Axis[],
  hasOption: (framework: string, axis: string) => boolean,
): Combination {
  const absent = Object.keys(combination).find((name) => {
    const only = axes.find((axis) => axis.name === name)?.only;
    return !hasOption(combination['framework'] ?? '', name) || (only && !agrees(only, combination));
  });
  if (absent === undefined) return combination;
  return withoutAbsent(
    Object.fromEntries(Object.entries(combination).filter(([name]) => name !== absent)),
    axes,
    hasOption,
  );
}

export function agrees(match: Match, combination: Combination): boolean {
  return [...match].every(([axis, { some, none }]) => {
    const level = combination[axis];
    if (level === undefined) return false;
    const fitting = (pattern: string): boolean =>
      new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(level);
    return (some.length === 0 || some.some(fitting)) && !none.some(fitting);
  });
}
