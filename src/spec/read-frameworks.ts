/** `frameworks:`: toolchains under names of the experiment's own. */

import { suggest } from '#core/suggest.js';
import type { Framework } from '#domain/experiment.js';
import type { LevelId } from '#domain/names.js';
import type { Toolchain } from '#domain/toolchain.js';
import { accepts, allowedBy } from './bindings.js';
import type { Cursor } from './cursor.js';
import { levelOf, textAt } from './fields.js';
import type { Problems } from './problems.js';
import { checkKey } from './read-models.js';

export function readFrameworks(
  cursor: Cursor | undefined,
  toolchains: ReadonlyMap<string, Toolchain>,
  problems: Problems,
): Map<string, Framework> {
  const frameworks = new Map<string, Framework>();
  for (const [name, framework] of cursor?.members() ?? []) {
    checkKey(name, framework, problems);
    const toolchainCursor = framework.at('toolchain');
    const toolchainName = textAt(framework, 'toolchain') ?? name;
    const toolchain = toolchains.get(toolchainName);
    if (!toolchain && toolchainCursor?.kind === 'scalar') {
      const known = [...toolchains.keys()];
      const facts = { what: 'toolchain', name: toolchainName, known, suggestion: suggest(toolchainName, known) };
      problems.add('spec/unknown-name', toolchainCursor.mark, facts);
    }
    const version = textAt(framework, 'version');
    const runner = framework.at('runner');
    checkRunner(runner, toolchain, problems);
    frameworks.set(name, {
      name,
      toolchain: toolchainName,
      ...(version === undefined ? {} : { version }),
      ...(runner?.text === undefined ? {} : { runner: runner.text }),
      options: readOptions(framework.at('options'), toolchain, problems),
    });
  }
  return frameworks;
}

function checkRunner(cursor: Cursor | undefined, toolchain: Toolchain | undefined, problems: Problems): void {
  const name = cursor?.text;
  const known = toolchain?.runners.map((each) => each.name) ?? [];
  if (cursor === undefined || name === undefined || !toolchain || known.includes(name)) return;
  problems.add('spec/unknown-name', cursor.mark, { what: 'runner', name, known, suggestion: suggest(name, known) });
}

function readOptions(
  cursor: Cursor | undefined,
  toolchain: Toolchain | undefined,
  problems: Problems,
): Record<string, LevelId> {
  const options: Record<string, LevelId> = {};
  for (const [name, written] of cursor?.members() ?? []) {
    const level = levelOf(written, problems);
    const declared = toolchain && Object.hasOwn(toolchain.options, name) ? toolchain.options[name] : undefined;
    if (toolchain && !declared) {
      const known = Object.keys(toolchain.options);
      const facts = { option: name, toolchain: toolchain.name, known, suggestion: suggest(name, known) };
      problems.add('spec/unknown-option', written.keyMark, facts);
    }
    if (level === undefined || !toolchain || !declared) continue;
    const allowed = allowedBy(declared);
    if (accepts(declared, level)) options[name] = level;
    else
      problems.add('spec/bad-option', written.mark, {
        option: name,
        level,
        toolchain: toolchain.name,
        allowed,
        suggestion: suggest(level, allowed),
      });
  }
  return options;
}
