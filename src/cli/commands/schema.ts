/** `schema [NAME]`: the JSON Schemas of all that is read and printed, for editors and programs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { suggest } from '#core/suggest.js';
import { print, printJson, UserMistake } from '../output.js';
import { packageRoot } from '../package-root.js';

interface SchemaOptions {
  readonly path?: true;
  readonly json?: true;
}

const ending = '.schema.json';
const examples = `
Examples:
  $ orchestrate schema                                   the names
  $ orchestrate schema experiment > experiment.schema.json
  $ orchestrate schema --path experiment                 where it lies, for the settings of an editor

An editor with a YAML language server completes keys and shows what they mean when the first line of a file is
  # yaml-language-server: $schema=PATH
with the path that --path prints, or one relative to the file.

Exit codes: 0 printed; 2 there is no such schema.`;

export function schemaCommand(): Command {
  return new Command('schema')
    .description('print a JSON Schema (draft 2020-12) of a file or an output, or list them')
    .argument('[name]', 'experiment, inventory, toolchain, or what a command prints with --json')
    .option('--path', 'print where the schema lies')
    .option('--json', 'the list as JSON; a schema is JSON anyway')
    .addHelpText('after', examples)
    .action((name: string | undefined, options: SchemaOptions) => {
      const folder = join(packageRoot(), 'schemas');
      const names = readdirSync(folder).flatMap((file) => (file.endsWith(ending) ? file.slice(0, -ending.length) : []));
      if (name === undefined) list(names.sort(), folder, options);
      else show(known(name, names), folder, options);
    });
}

function list(names: readonly string[], folder: string, { path, json }: SchemaOptions): void {
  if (json) printJson(names.map((name) => ({ name, path: pathOf(folder, name) })));
  else print(path ? names.map((name) => pathOf(folder, name)) : names);
}

function show(name: string, folder: string, { path }: SchemaOptions): void {
  if (path) print([pathOf(folder, name)]);
  else process.stdout.write(readFileSync(pathOf(folder, name), 'utf8'));
}

/** The name of a file of `schemas/` will do too. */
function known(wanted: string, names: readonly string[]): string {
  const name = wanted.replace(/^.*\//, '').replace(/(\.schema)?(\.json)?$/, '');
  if (names.includes(name)) return name;
  const likely = suggest(name, names);
  throw new UserMistake(
    `There is no schema ${JSON.stringify(wanted.slice(0, 100))}.${likely === null ? '' : ` Did you mean ${likely}?`}\nThere are: ${[...names].sort().join(', ')}.`,
  );
}

function pathOf(folder: string, name: string): string {
  return join(folder, `${name}${ending}`);
}
