/** Words for tools that a board lacks: what they are, and what to type there. */
import type { Facts } from '#domain/failure.js';
import { visible } from './control.js';
import { fact, withFact } from './facts.js';
import { shellWord } from './shell.js';

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
  // Runners of one library are one way.
  const ways = [...new Set(install)].map((way) => way.split(' '));
  const framework = ways[0]?.[0] ?? '';
  const each = ways.map(
    ([, language = '', ...pieces]) => `for ${languageOf(language)} (${pieces.map(commandFor).join(', then ')})`,
  );
  const board = fact(facts, 'board', 'the board');
  const prepared = preparing(facts, shellWord(board));
  return visible(
    `${prepared === '' ? '' : `${prepared}, or by hand: `}install ${framework} ${each.join(' or ')} on ${board}`,
  );
}

/** Where an environment of the toolchain brings all that is missing; else empty. */
export function preparing(facts: Facts, machine: string): string {
  return withFact(
    facts,
    'prepare',
    (toolchain) => `\`orchestrate boards prepare ${machine} --toolchain ${toolchain}\``,
  );
}

/** The commands for one machine; empty where none is known. */
export function byHand({ install }: Facts): string {
  if (typeof install !== 'object' || install === null) return '';
  return install.map(commandFor).join(', then ');
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
