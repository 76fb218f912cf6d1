/** What is added to commander's own words, for somebody who uses the program for the first time. */
import { expectedFile, meantCommand } from '#wording/usage.js';
import { catalogue } from './catalogue.js';
import { yamlFilesIn } from './nearby.js';

/** Words that other programs have for what ours does. */
const meanings: Readonly<Record<string, string>> = {
  ...{ measure: 'run', bench: 'run', benchmark: 'run', start: 'run', exec: 'run', sweep: 'run', test: 'run' },
  ...{ continue: 'resume', retry: 'resume', restart: 'resume' },
  ...{ new: 'init', create: 'init', add: 'init', setup: 'init' },
  ...{ results: 'show', result: 'show', report: 'show', table: 'show', list: 'ls', runs: 'ls', history: 'ls' },
  ...{
    compare: 'diff',
    check: 'validate',
    lint: 'validate',
    dry: 'plan',
    preview: 'plan',
    log: 'logs',
    why: 'explain',
  },
};

export function withHints(text: string): string {
  const unknown = /^error: unknown command '([^']+)'/.exec(text)?.[1];
  const meant = unknown !== undefined && Object.hasOwn(meanings, unknown) ? meanings[unknown] : undefined;
  if (meant !== undefined && catalogue.some(({ name }) => name === meant)) return meantCommand(unknown ?? '', meant);
  if (!/^error: missing required argument 'file'/.test(text)) return text;
  return expectedFile([...yamlFilesIn('.'), ...yamlFilesIn('experiments')]);
}
