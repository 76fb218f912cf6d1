/** Where environments outlive a test: outside the checkout, so that the next clone finds them. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** In `otherwise` where nothing can be kept. */
export function keptIn(otherwise: string): string {
  const { ORCHESTRATE_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = ORCHESTRATE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'orchestrate');
  try {
    mkdirSync(join(cache, 'frameworks'), { recursive: true });
    return join(cache, 'frameworks');
  } catch {
    return otherwise;
  }
}
