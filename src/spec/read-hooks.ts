/** `hooks:` of a board → commands for what orchestrate cannot do itself, each with the place where it runs. */
import { seconds } from '#core/units.js';
import type { Hook, HookName } from '#domain/board.js';
import type { Cursor } from './cursor.js';
import { checkDuration, durationAt, textAt } from './fields.js';
import { optional } from './optional.js';
import type { Problems } from './problems.js';
import { readArgv } from './read-argv.js';
import { parseDuration } from './scalars.js';

const names: Readonly<Record<string, HookName>> = {
  power_off: 'power-off',
  power_on: 'power-on',
  restart: 'restart',
  reboot: 'reboot',
  acquire: 'acquire',
  release: 'release',
};

export function readHooks(cursor: Cursor | undefined, problems: Problems): ReadonlyMap<HookName, Hook> | undefined {
  if (cursor?.kind !== 'map') return undefined;
  checkPower(cursor, problems);
  return new Map(
    cursor.members().flatMap(([key, written]) => {
      const name = names[key];
      return name === undefined ? [] : [[name, readHook(written, problems)] as const];
    }),
  );
}

function readHook(written: Cursor, problems: Problems): Hook {
  checkDuration(written.at('limit'), problems);
  checkDuration(written.at('after'), problems);
  return {
    // A bare argv is the short form of one that runs on this machine.
    argv: readArgv(written.kind === 'list' ? written : written.at('argv'), problems),
    on: textAt(written, 'on') === 'board' ? 'board' : 'orchestrator',
    limitNs: durationAt(written, 'limit', seconds(60)),
    ...optional('afterNs', parseDuration(textAt(written, 'after') ?? '')),
  };
}

/** A board that can be turned off and not on again stays off for the night; and one that is not at hand can do nothing for itself. */
function checkPower(hooks: Cursor, problems: Problems): void {
  const [off, on] = [hooks.at('power_off'), hooks.at('power_on')];
  if (off && !on) problems.add('spec/missing-key', off.keyMark, { key: 'power_on', in: 'hooks' });
  for (const hook of ['power_on', 'acquire', 'release'] as const) {
    const place = hooks.at(hook)?.at('on');
    if (place?.value === 'board') problems.add('spec/hook-place', place.mark, { hook });
  }
}
