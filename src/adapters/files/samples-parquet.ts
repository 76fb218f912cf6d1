/**
 * Raw samples as Parquet: one row a sample, int64 nanoseconds, written by row groups so that memory stays bounded by one
 * group and not by the session. No column can be null: a phase is measured for every sample or for none.
 */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import { invariant } from '#core/invariant.js';
import type { PhaseName, SampleKind, Samples } from '#domain/message.js';

/** Five columns of 8 bytes: less than 1 MB a group before encoding. */
const groupRows = 16_384;

const phaseOrder = ['preprocess', 'inference', 'postprocess'] as const satisfies readonly PhaseName[];

/** Rows waiting for their group. */
interface Group {
  readonly index: bigint[];
  readonly kind: SampleKind[];
  readonly start: bigint[];
  /** Where inferences take several items, and where several are in flight. */
  readonly items?: bigint[];
  readonly stream?: bigint[];
  readonly phases: ReadonlyMap<PhaseName, bigint[]>;
}

/** The file's bytes in order; the phases of the first samples say which columns there are. */
export async function* samplesAsParquet(samples: Iterable<Samples>): AsyncGenerator<Uint8Array> {
  const buffer = new ByteWriter();
  let group: Group | undefined;
  let parquet: ParquetWriter | undefined;
  const writeGroup = async (full: Group): Promise<Uint8Array> => {
    parquet ??= new ParquetWriter({ writer: buffer, schema: schemaOf(full), createdBy: 'orchestrate' });
    await parquet.write({ columnData: columnsOf(full), rowGroupSize: groupRows });
    return drain(buffer);
  };
  for (const run of samples) {
    group ??= emptyGroup(phasesOf(run), { items: run.items !== undefined, stream: run.stream !== undefined });
    for (let at = 0; at < run.startNs.length; at++) {
      append(group, run, at);
      if (group.index.length < groupRows) continue;
      yield await writeGroup(group);
      group = emptyGroup([...group.phases.keys()], { items: !!group.items, stream: !!group.stream });
    }
  }
  group ??= emptyGroup([], { items: false, stream: false });
  if (group.index.length > 0 || !parquet) yield await writeGroup(group);
  await parquet?.finish();
  yield drain(buffer);
}

function append(group: Group, run: Samples, at: number): void {
  group.index.push(BigInt(run.first + at));
  group.kind.push(run.of);
  group.start.push(int64(run.startNs[at]));
  group.items?.push(int64(run.items));
  group.stream?.push(int64(run.stream?.[at]));
  invariant(phasesOf(run).length === group.phases.size, 'samples of one session have unlike phases');
  for (const [phase, values] of group.phases) values.push(int64(run.phases[phase]?.[at]));
}

function int64(value: number | undefined): bigint {
  invariant(value !== undefined, 'samples of one session have unlike phases or lengths');
  return BigInt(value);
}

function phasesOf(run: Samples): readonly PhaseName[] {
  return phaseOrder.filter((phase) => run.phases[phase] !== undefined);
}

function emptyGroup(phases: readonly PhaseName[], counted: Readonly<Record<'items' | 'stream', boolean>>): Group {
  return {
    index: [],
    kind: [],
    start: [],
    ...(counted.items ? { items: [] } : {}),
    ...(counted.stream ? { stream: [] } : {}),
    phases: new Map(phases.map((phase) => [phase, []])),
  };
}

function columnsOf(group: Group): ColumnSource[] {
  return [
    { name: 'index', data: group.index },
    { name: 'kind', data: group.kind },
    { name: 'start_ns', data: group.start },
    ...(group.items ? [{ name: 'items', data: group.items }] : []),
    ...(group.stream ? [{ name: 'stream', data: group.stream }] : []),
    ...[...group.phases].map(([phase, data]) => ({ name: `${phase}_ns`, data })),
  ];
}

function schemaOf(group: Group): SchemaElement[] {
  const columns = columnsOf(group);
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(
      ({ name }): SchemaElement =>
        name === 'kind'
          ? { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' }
          : { name, type: 'INT64', repetition_type: 'REQUIRED' },
    ),
  ];
}

/** A copy, because the buffer is used again; `offset` goes on counting the file's bytes, `index` the buffer's. */
function drain(buffer: ByteWriter): Uint8Array {
  const chunk = buffer.getBytes().slice();
  buffer.index = 0;
  return chunk;
}
