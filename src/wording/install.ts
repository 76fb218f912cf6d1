/** Words for tools that a board lacks: what they are, and what to type there. */
import type { Facts } from '#domain/failure.js';
import { visible } from './control.js';
import { fact } from './facts.js';

/** With its verb: `onnxruntime-node is`, `python and onnxruntime-python are`. */
export function missingTools(facts: Facts): string {
  const tool = fact(facts, 'tool', fact(facts, 'toolchain', 'a tool that the toolchain needs'));
  const also = fact(facts, 'also', '');
  return also === '' ? `${tool} is` : `${tool}, ${also} are`;
}

/** One way for each runner, the shortest first; without such facts no more than that it is to be installed. */
export function howToInstall(facts: Facts): string {
  const install = facts['install'];
  if (typeof install !== 'object' || install === null || install.length === 0) return 'install it there';
  const ways = install.map((way) => way.split(' '));
  const framework = ways[0]?.[0] ?? '';
  const each = ways.map(
    ([, language = '', ...pieces]) => `for ${languageOf(language)} (${pieces.map(commandFor).join(', then ')})`,
  );
  return visible(`install ${framework} ${each.join(' or ')} on ${fact(facts, 'board', 'the board')}`);
}

const languages: Readonly<Record<string, string>> = { node: 'Node', python: 'Python' };
const interpreterWords: Readonly<Record<string, string>> = {
  node: 'Node 20.19 or newer',
  python: 'Python 3.7 or newer',
};

function languageOf(language: string): string {
  return languages[language] ?? language;
}

function commandFor(piece: string): string {
  const [, from, name] = /^(pip|npm):(.*)$/.exec(piece) ?? [];
  return from && name ? `\`${from} install ${name}\`` : (interpreterWords[piece] ?? piece);
}
