/**
 * The commands as `--help` lists them. What a command does is loaded when it is asked for: help and version load nothing
 * but commander and this table.
 */
import type { Command } from 'commander';

export interface CatalogueEntry {
  readonly name: string;
  /** The same text as in the command itself: a test compares them. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'init',
    summary: 'write an experiment and an inventory for models of your own',
    load: async () => (await import('./acting.js')).initCommand(),
  },
  {
    name: 'validate',
    summary: 'check experiment, inventory and toolchain files, and say all that is wrong with them',
    load: async () => (await import('./checking.js')).validateCommand(),
  },
  {
    name: 'plan',
    summary: 'show what a run of an experiment would do, and start nothing',
    load: async () => (await import('./acting.js')).planCommand(),
  },
  {
    name: 'run',
    summary: 'measure every cell of an experiment that can run, as a new run set',
    load: async () => (await import('./acting.js')).runCommand(),
  },
  {
    name: 'resume',
    summary: 'measure what is missing in a run set that was interrupted',
    load: async () => (await import('./acting.js')).resumeCommand(),
  },
  {
    name: 'status',
    summary: 'where a run set stands, also while it is being measured',
    load: async () => (await import('./commands/status.js')).statusCommand(),
  },
  {
    name: 'ls',
    summary: 'the run sets of this project, newest first',
    load: async () => (await import('./commands/ls.js')).lsCommand(),
  },
  {
    name: 'show',
    summary: 'the results of a run set as a table, or everything about one cell',
    load: async () => (await import('./commands/show.js')).showCommand(),
  },
  {
    name: 'diff',
    summary: 'two run sets cell by cell: what got better or worse, and what cannot be compared',
    load: async () => (await import('./commands/diff.js')).diffCommand(),
  },
  {
    name: 'best',
    summary: 'the best cell per device within a latency budget',
    load: async () => (await import('./commands/best.js')).bestCommand(),
  },
  {
    name: 'explain',
    summary: 'what a cell is made of, its route, and why it will or will not run again',
    load: async () => (await import('./commands/explain.js')).explainCommand(),
  },
  {
    name: 'logs',
    summary: 'what the runner of a cell and its conversions printed',
    load: async () => (await import('./commands/logs.js')).logsCommand(),
  },
  {
    name: 'manifest',
    summary: 'the manifest of a run set: inputs, recipes, attempts and digests',
    load: async () => (await import('./commands/manifest.js')).manifestCommand(),
  },
  {
    name: 'verify',
    summary: 'check that results and inputs of a run set are what they were, offline',
    load: async () => (await import('./acting.js')).verifyCommand(),
  },
  {
    name: 'export',
    summary: 'the results of a run set as CSV or JSON, raw and unrounded',
    load: async () => (await import('./acting.js')).exportCommand(),
  },
  {
    name: 'import',
    summary: "bring somebody else's results in as a run set: a table (CSV) and what its columns mean",
    load: async () => (await import('./acting.js')).importCommand(),
  },
  {
    name: 'cache',
    summary: 'what conversions made: list it, ask why, check it, make it smaller',
    load: async () => (await import('./acting.js')).cacheCommand(),
  },
  {
    name: 'boards',
    summary: 'what boards are there, what they have, and who holds them',
    load: async () => (await import('./acting.js')).boardsCommand(),
  },
  {
    name: 'toolchains',
    summary: 'which frameworks there are, what they convert and run, and which machines have them',
    load: async () => (await import('./acting.js')).toolchainsCommand(),
  },
  {
    name: 'parse',
    summary: "read what a vendor's tool printed: its figures with their units",
    load: async () => (await import('./commands/parse.js')).parseCommand(),
  },
  {
    name: 'reparse',
    summary: "read a run set's stored logs again, and record what newer readers say",
    load: async () => (await import('./commands/reparse.js')).reparseCommand(),
  },
  {
    name: 'schema',
    summary: 'print a JSON Schema (draft 2020-12) of a file or an output, or list them',
    load: async () => (await import('./commands/schema.js')).schemaCommand(),
  },
];
