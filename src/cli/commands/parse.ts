/** `parse TOOL FILE`: what a saved output of a vendor's tool says, without a store and without a board. */
import { Command } from 'commander';
import { suggest } from '#core/suggest.js';
import { toolCalled, toolNames } from '#domain/tool.js';
import { toolLines } from '#parse/tool-lines.js';
import { toolReaders } from '#parse/tools.js';
import { parseView } from '#report/parse.js';
import { parseText } from '#report/parse-text.js';
import { wrap } from '#wording/table.js';
import { emptyOutput, unknownTool } from '#wording/tool-problem.js';
import { exitCodes } from '../exit-code.js';
import { print, printJson, terminal, UserMistake } from '../output.js';
import { outputName, savedOutput } from '../saved-output.js';

const examples = `
Examples:
  $ orchestrate parse trtexec engine.log                  its figures as a table
  $ trtexec --loadEngine=net.engine 2>&1 | tee engine.log | orchestrate parse trtexec - --json
  $ orchestrate parse trtexec-times times.json --json | jq '.rows[0].rows[] | select(.[0] == "steady")'
  $ orchestrate parse tegrastats tegrastats.log

Tools:
${toolNames.map((name) => `  ${name}`).join('\n')}

docs/parsers.md says which versions of them are known and what each figure means. All values are in base units (ns,
bytes, watts); what a tool did not measure is null, and what it did not print is not there.

Exit codes: 0 read to its end; 2 it cannot be read, or there is no such tool or file; 5 it ended too soon.`;

export function parseCommand(): Command {
  return new Command('parse')
    .description("read what a vendor's tool printed: its figures with their units")
    .argument('<tool>', 'the tool that printed it')
    .argument('<output>', 'its saved output; - is standard input')
    .option('--json', 'print the reading as JSON (schemas/parse.schema.json)')
    .addHelpText('after', examples)
    .action((name: string, file: string, { json }: { readonly json?: true }) => {
      const tool = toolCalled(name);
      if (!tool) throw new UserMistake(unknownTool({ name, known: toolNames, suggestion: suggest(name, toolNames) }));
      const { calledItself, purpose, revision, parse } = toolReaders[tool];
      const text = savedOutput(file);
      const output = { tool, calledItself, purpose, revision, file: outputName(file) };
      const view = parseView(output, parse(text), (line) => lineAt(text, line));
      if (json) printJson(view);
      else if (text.trim() === '') print(wrap(emptyOutput({ name: output.file, calledItself }), terminal().width, 0));
      else print(parseText(view, terminal()));
      if (view.kind === 'unreadable') process.exitCode = exitCodes.mistake;
      if (view.kind === 'incomplete') process.exitCode = exitCodes.nothingMeasured;
    });
}

/** With what a progress bar wrote over, so that columns are those of the file. */
function lineAt(text: string, wanted: number): string {
  const pieces: string[] = [];
  for (const { line, text: piece } of toolLines(text)) {
    if (line > wanted) break;
    if (line === wanted) pieces.push(piece);
  }
  return pieces.join(' ');
}
