/** Raw samples back from Parquet, row group by row group, as the runs of one kind in which they were written. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { err, ok, type Result } from '#core/result.js';
import type { SampleKind, Samples } from '#domain/message.js';

const kinds: readonly SampleKind[] = ['cold', 'warm-up', 'steady'];
const always = ['index', 'kind', 'start_ns', 'inference_ns'];
/** Only where inferences take several items, or several are in flight. */
const sometimes = ['items', 'stream'];

export async function readSamples(path: string): Promise<Result<readonly Samples[], string>> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const there = metadata.schema.map(({ name }) => name);
    const columns = [...always, ...sometimes.filter((name) => there.includes(name))];
    const runs: Run[] = [];
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      // A file of an empty session has no column of a phase.
      if (rowEnd > rowStart) append(runs, await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd }));
      rowStart = rowEnd;
    }
    return ok(runs.map(({ inference, ...run }) => ({ ...run, phases: { inference } })));
  } catch (error) {
    // The reader throws plain errors of its own for whatever it cannot make sense of.
    return err(error instanceof Error ? error.message : String(error));
  }
}

interface Run {
  readonly of: SampleKind;
  readonly first: number;
  readonly items?: number;
  readonly startNs: number[];
  readonly stream?: number[];
  readonly inference: number[];
}

function append(runs: Run[], rows: readonly Readonly<Record<string, unknown>>[]): void {
  for (const row of rows) {
    const of = kinds.find((kind) => kind === row['kind']);
    if (!of) throw new Error('a row without a kind');
    let run = runs.at(-1);
    if (run?.of !== of) {
      run = {
        of,
        first: integer(row['index']),
        ...('items' in row ? { items: integer(row['items']) } : {}),
        startNs: [],
        ...('stream' in row ? { stream: [] } : {}),
        inference: [],
      };
      runs.push(run);
    }
    run.startNs.push(integer(row['start_ns']));
    run.stream?.push(integer(row['stream']));
    run.inference.push(integer(row['inference_ns']));
  }
}

function integer(value: unknown): number {
  if (typeof value !== 'bigint') throw new Error('a row without its integers');
  return Number(value);
}
