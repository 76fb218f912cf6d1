/** Samples of batches and of streams come back from Parquet as they went in; those of neither have no column for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSamples } from '#adapters/files/read-samples.js';
import { samplesAsParquet } from '#adapters/files/samples-parquet.js';
import type { Samples } from '#domain/message.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-samples-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** More than a row group, so that what one group has is carried to the next. */
const many = Array.from({ length: 20_000 }, (_, at) => at);
const plain: readonly Samples[] = [
  { of: 'cold', first: 0, startNs: [5], phases: { inference: [7] } },
  { of: 'steady', first: 1, startNs: many, phases: { inference: many } },
];
const batches = plain.map((run) => ({ ...run, items: 8 }));
const streams = plain.map((run) => ({ ...run, stream: run.startNs.map((start) => start % 3) }));
const both = streams.map((run) => ({ ...run, items: 2 }));

test.each(Object.entries({ plain, batches, streams, both }))('%s', async (name, samples) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of samplesAsParquet(samples)) pieces.push(piece);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(pieces));
  expect(await readSamples(path)).toEqual({ ok: true, value: samples });
});
