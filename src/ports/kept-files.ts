/** Files as they are now, for whoever checks them against the record. Reads as a stream; trouble is an answer. */
import type { Result } from '#core/result.js';
import type { Samples } from '#domain/message.js';
import type { Seen } from '#domain/verification.js';

export interface KeptFiles {
  /** By the path under which it was kept, relative to the folder of runs. Follows no link, and leaves the folder never. */
  kept(path: string): Promise<Seen>;
  /** The first of these absolute paths at which there is something. Links are followed: where inputs lie is the user's matter. */
  input(places: readonly string[]): Promise<Seen>;
  /** What `Files.samples` wrote, inference phase only; the error says why it is no such file. */
  samples(path: string): Promise<Result<readonly Samples[], string>>;
}
