/** Small ONNX files of any shape and type, written byte by byte: what a test needs is seldom a model that somebody trained. */

/** TensorProto.DataType. */
const dataTypes = { float32: 1, uint8: 2, int8: 3, int64: 7, float16: 10, bfloat16: 16 } as const;
type DataType = keyof typeof dataTypes;

export interface Tensor {
  readonly name: string;
  readonly type?: DataType;
  /** Empty text: a free dimension without a name. */
  readonly shape: readonly (number | string)[];
}

export interface OnnxOptions {
  readonly inputs: readonly Tensor[];
  /** Zeros, of which nothing is computed: a file's weights are what count. */
  readonly weights?: Partial<Record<DataType, number>>;
  /** Weights in a file of their own. */
  readonly external?: true;
  /** Of the one node; absent: it passes on what comes in. */
  readonly operator?: string;
}

const bytesOf: Record<DataType, number> = { float32: 4, uint8: 1, int8: 1, int64: 8, float16: 2, bfloat16: 2 };

/** One node takes the first input. */
export function onnxModel({ inputs, weights = {}, external, operator = 'Identity' }: OnnxOptions): Uint8Array {
  const first = inputs[0];
  const output: Tensor = { ...(first ?? { shape: [1] }), name: 'out' };
  const graph = [
    ...(first ? [member(1, [...text(1, first.name), ...text(2, 'out'), ...text(4, operator)])] : []),
    text(2, 'graph'),
    ...Object.entries(weights).map(([type, count]) => member(5, initializer(type as DataType, count, external))),
    ...inputs.map((input) => member(11, valueInfo(input))),
    ...(first ? [member(12, valueInfo(output))] : []),
  ].flat();
  return Uint8Array.from([...number(1, 8), ...member(8, number(2, 17)), ...member(7, graph)]);
}

function initializer(type: DataType, count: number, external?: true): number[] {
  const head = [...number(1, count), ...number(2, dataTypes[type]), ...text(8, `weights of ${type}`)];
  const entry = [...text(1, 'location'), ...text(2, 'model.onnx.data')];
  return external
    ? [...head, ...member(13, entry), ...number(14, 1)]
    : [
        ...head,
        ...member(
          9,
          Array.from({ length: count * bytesOf[type] }, () => 0),
        ),
      ];
}

function valueInfo({ name, type = 'float32', shape }: Tensor): number[] {
  const dimensions = shape.map((size) =>
    member(1, typeof size === 'number' ? number(1, size) : size === '' ? [] : text(2, size)),
  );
  return [...text(1, name), ...member(2, member(1, [...number(1, dataTypes[type]), ...member(2, dimensions.flat())]))];
}

function number(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

function text(field: number, value: string): number[] {
  return member(field, [...Buffer.from(value)]);
}

function member(field: number, inside: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(inside.length), ...inside];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
