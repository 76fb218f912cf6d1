/** Words for command lines that are not understood. */
import { visible } from './control.js';

/** The form is commander's, so that both read alike. */
export function meantCommand(unknown: string, meant: string): string {
  return `error: unknown command '${unknown}'\n(Did you mean ${meant}?)\n`;
}

const listed = 8;

/** `found` are files that may be meant. */
export function expectedFile(found: readonly string[]): string {
  const head = "error: missing required argument 'file': an experiment, written in YAML.";
  if (found.length === 0)
    return `${head}\n\`orchestrate init MODEL.onnx\` writes one, \`orchestrate init --quickstart\` brings an example.\n`;
  const more = found.length > listed ? [`  … and ${found.length - listed} more`] : [];
  return [`${head} There is:`, ...found.slice(0, listed).map((file) => `  ${visible(file)}`), ...more, ''].join('\n');
}

interface NativeFacts {
  readonly folder: string;
  readonly node: string;
  readonly command: string;
}

/** `folder` is where better-sqlite3 lies. */
export function nativeMissing({ folder, node, command }: NativeFacts): string {
  return [
    `better-sqlite3, which keeps the results, does not load in Node ${node}, and could not be compiled (see above).`,
    `It lies in ${folder}. When what is missing is there, start again; or, as a user who may write there:`,
    `  ${command}`,
  ].join('\n');
}
