/** What is said while environments are made, and of wishes that are none. */
import { quoted, visible } from './control.js';
import { elapsed, plural } from './quantity.js';

export const describeNotForBoth =
  'Expected --toolchain or --for, found both.\nAn experiment says itself which toolchains and versions it needs.';

export function describeNotOneBoard(names: readonly string[]): string {
  const found = `${names.length}${names.length > 0 ? `: ${names.map(visible).join(', ')}` : ''}`;
  return `Expected one board or builder, found ${found}.\nEach is prepared by a command of its own: \`orchestrate boards prepare NAME [FILE]\`.`;
}

export function describeNoTime(text: string): string {
  return `Expected a length of time such as 30m or 2h, found ${quoted(text)}.\n\`--limit\` bounds the making of each environment; left out, it is an hour.`;
}

export interface ToolchainMistake {
  readonly text: string;
  readonly name: string;
  readonly isVersion: boolean;
  readonly isKnown: boolean;
  readonly known: readonly string[];
  readonly suggestion: string | null;
}

export function describeNoToolchain({ text, name, isVersion, isKnown, known, suggestion }: ToolchainMistake): string {
  const all = `Toolchains with environments: ${known.map(visible).join(', ') || 'none'}.`;
  if (!isVersion) return `Expected NAME or NAME@VERSION such as onnxruntime@1.31.1, found ${quoted(text)}.\n${all}`;
  if (isKnown) return `The toolchain ${quoted(name)} declares no environment: nothing of it can be prepared.\n${all}`;
  const meant = suggestion === null ? '' : ` Did you mean ${visible(suggestion)}?`;
  return `There is no toolchain ${quoted(name)}.${meant}\n${all}`;
}

interface Named {
  readonly name: string;
  readonly version: string;
}

type News =
  | { readonly kind: 'begun'; readonly wanted: Named; readonly python: string; readonly offline: boolean }
  | { readonly kind: 'said'; readonly line: string }
  | { readonly kind: 'ended'; readonly one: { readonly wanted: Named; readonly outcome: Outcome } };

type Outcome =
  | { readonly kind: 'ready' | 'to-make' | 'failed' }
  | { readonly kind: 'made'; readonly tookNs: number; readonly environment: { readonly packages: readonly unknown[] } };

/** Lines of pip that tell how far it is. */
const telling = /^\s*(?:Collecting|Downloading|Building|Installing|Processing|Successfully|WARNING|ERROR)/;

/** Null: nothing that a person waits for. */
export function prepareNewsWords(news: News): string | null {
  switch (news.kind) {
    case 'begun': {
      const { name, version } = news.wanted;
      const how = news.offline ? ', with wheels that this machine fetches' : '';
      return `${visible(name)} ${visible(version)}: making it with ${visible(news.python)}${how}`;
    }
    case 'said':
      return telling.test(news.line) ? `  ${shortened(visible(news.line.trim()))}` : null;
    case 'ended': {
      const { wanted, outcome } = news.one;
      if (outcome.kind !== 'made') return null;
      const size = plural(outcome.environment.packages.length, 'package');
      return `${visible(wanted.name)} ${visible(wanted.version)}: made in ${elapsed(outcome.tookNs)}, ${size}`;
    }
  }
}

const longestLine = 160;

function shortened(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)} …` : line;
}
