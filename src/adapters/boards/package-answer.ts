/** What a board says about a package of npm: the folder it is found from and its package.json, which is foreign text. */
import type { ToolFact } from '#domain/board.js';

export function parsePackage(answer: string, root: string, name: string): ToolFact | undefined {
  const missing: ToolFact = { kind: 'missing', said: `${root}: node_modules/${name}` };
  if (answer === 'missing\n') return missing;
  const found = /^found\n([^\n]*)\n([^]*)$/.exec(answer);
  if (!found) return undefined;
  const version = versionOf(found[2] ?? '');
  return version === undefined ? missing : { kind: 'found', version, at: found[1] === '' ? '/' : (found[1] ?? '') };
}

function versionOf(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || !('version' in json)) return undefined;
    const { version } = json;
    return typeof version === 'string' && /^[0-9A-Za-z.+-]{1,100}$/.test(version) ? version : undefined;
  } catch {
    return undefined;
  }
}
