import { expect, test } from 'vitest';
import { hostKeyPolicy } from '#cli/host-key-option.js';
import { programFor } from '#cli/program.js';

test.each(['plan', 'run', 'resume'])(
  '%s refuses boards that were never met unless it is told otherwise',
  async (name) => {
    const program = await programFor([name]);
    const command = program.commands.find((one) => one.name() === name);
    const policyAfter = (words: readonly string[]): string => {
      command?.parseOptions([...words]);
      return hostKeyPolicy(command?.opts() ?? {});
    };
    expect(policyAfter([])).toBe('refuse-unknown');
    expect(policyAfter(['--accept-new-host-keys'])).toBe('accept-new');
  },
);
