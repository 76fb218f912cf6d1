import { expect, test } from 'vitest';
import { catalogue } from '#cli/catalogue.js';
import { programFor } from '#cli/program.js';

test.each(catalogue.map((entry) => [entry.name, entry] as const))(
  '%s says the same in the list and in its own help',
  async (name, entry) => {
    const command = await entry.load();
    expect([command.name(), command.description()]).toEqual([name, entry.summary]);
  },
);

test('only the command that is asked for is loaded', async () => {
  const program = await programFor(['run', '--help']);
  const loaded = program.commands.filter((command) => command.options.length > 0).map((command) => command.name());
  expect(loaded).toEqual(['run']);
});

test('help of a command loads it', async () => {
  const program = await programFor(['help', 'plan']);
  expect(program.commands.filter((command) => command.options.length > 0).map((command) => command.name())).toEqual([
    'plan',
  ]);
});
