/** Words about toolchains by name. */
import { quoted, visible } from './control.js';

export interface UnknownToolchain {
  readonly name: string;
  readonly known: readonly string[];
  readonly suggestion: string | null;
}

export function describeNoToolchain({ name, known, suggestion }: UnknownToolchain): string {
  const meant = suggestion === null ? '' : ` Did you mean ${visible(suggestion)}?`;
  return `There is no toolchain ${quoted(name)}.${meant}\nThere are: ${known.map(visible).join(', ') || 'none'}. One of your own lies in \`toolchains/NAME/toolchain.yaml\`, beside or above the experiment.`;
}
