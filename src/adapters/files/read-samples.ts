/** Raw samples back from Parquet, row group by row group, as the runs of one kind in which they were written. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { err, ok, type Result } from '#core/result.js';
import type { SampleKind, Samples } from '#domain/message.js';

const kinds: readonly SampleKind[] = ['cold', 'warm-up', 'steady'];
const columns = ['index', 'kind', 'start_ns', 'inference_ns'];

export async function readSamples(path: string): Promise<Result<readonly Samples[], string>> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const runs: Run[] = [];
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      // A file of an empty session has no column of a phase.
      if (rowEnd > rowStart) append(runs, await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd }));
      rowStart = rowEnd;
    }
    return ok(runs.map(({ of, first, startNs, inference }) => ({ of, first, startNs, phases: { inference } })));
  } catch (error) {
    // The reader throws plain errors of its own for whatever it cannot make sense of.
    return err(error instanceof Error ? error.message : String(error));
  }
}

interface Run {
  readonly of: SampleKind;
  readonly first: number;
  readonly startNs: number[];
  readonly inference: number[];
}

function append(runs: Run[], rows: readonly Readonly<Record<string, unknown>>[]): void {
  for (const row of rows) {
    const of = kinds.find((kind) => kind === row['kind']);
    if (!of) throw new Error('a row without a kind');
    let run = runs.at(-1);
    if (run?.of !== of) {
      run = { of, first: integer(row['index']), startNs: [], inference: [] };
      runs.push(run);
    }
    run.startNs.push(integer(row['start_ns']));
    run.inference.push(integer(row['inference_ns']));
  }
}

function integer(value: unknown): number {
  if (typeof value !== 'bigint') throw new Error('a row without its integers');
  return Number(value);
}
