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

test.each(catalogue.map((entry) => [entry.name, entry] as const))(
  'the help of %s has examples, exit codes, and no line that an editor of 120 columns would cut',
  async (name) => {
    const program = await programFor([name]);
    const command = program.commands.find((each) => each.name() === name);
    const lines: string[] = [];
    command?.configureOutput({ writeOut: (text) => lines.push(...text.split('\n')), getOutHelpWidth: () => 80 });
    command?.outputHelp();
    expect(lines.filter((line) => /^Examples:$|^Exit codes/.test(line)).length).toBe(2);
    expect(lines.filter((line) => line.length > 120 || line !== line.trimEnd())).toEqual([]);
    expect(lines.filter((line) => line.includes('(default: "') || line.includes('(default: [])'))).toEqual([]);
  },
);
