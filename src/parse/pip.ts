/** What pip says when it refuses → why. Its law: what is not recognised is a refusal in pip's own words. */

export type PipRefusal =
  /** It reached no index, or lost it. */
  | { readonly kind: 'no-index'; readonly said: string }
  /** The index has nothing under this name for this Python and machine. */
  | { readonly kind: 'no-wheel'; readonly requirement: string; readonly versions: string | null }
  | { readonly kind: 'no-space'; readonly said: string }
  | { readonly kind: 'refused'; readonly said: string };

const lost =
  /Retrying \(Retry\(|connection broken|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Max retries exceeded|Temporary failure in name resolution|Name or service not known|Network is unreachable|Could not fetch URL|ProxyError|SSLError/;
const full = /No space left on device|Disk quota exceeded|Errno 28|Errno 122/;

export function pipRefusal(words: string): PipRefusal {
  const lines = words.split('\n').map((line) => line.trim());
  const lineWith = (form: RegExp): string | undefined => lines.find((line) => form.test(line));
  const space = lineWith(full);
  if (space !== undefined) return { kind: 'no-space', said: space };
  const link = lineWith(lost);
  if (link !== undefined) return { kind: 'no-index', said: link };
  const [, requirement] = /No matching distribution found for (.+?)(?: \(from .*\))?$/m.exec(words) ?? [];
  if (requirement !== undefined) {
    const [, versions] = /\(from versions: ([^)]*)\)/.exec(words) ?? [];
    return { kind: 'no-wheel', requirement, versions: versions === undefined || versions === 'none' ? null : versions };
  }
  const [, other] = /ERROR: Package '([^']+)' requires a different Python/.exec(words) ?? [];
  if (other !== undefined) return { kind: 'no-wheel', requirement: other, versions: null };
  const said = lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.findLast((line) => line !== '') ?? '';
  return { kind: 'refused', said: said.replace(/^ERROR:\s*/, '') };
}
