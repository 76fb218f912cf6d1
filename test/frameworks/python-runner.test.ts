/** The Python runner against the Node runner: the same input, the same counts, the same artifacts, the same refusals. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { runnerPart } from '#test/toolchains/modules.js';
import { pythonWithOnnxruntime } from '#test/toolchains/python.js';
import { images, modelFile, Workbench } from '#test/toolchains/workbench.js';

/** Milliseconds: the first time on a machine, packages are fetched. */
const makingPython = 600_000;
let python = '';
let byNode: Workbench;
let byPython: Workbench;

beforeAll(() => {
  python = pythonWithOnnxruntime();
  byNode = new Workbench({ framework: 'onnxruntime', runner: 'node', interpreter: process.execPath });
  byPython = new Workbench({ framework: 'onnxruntime', runner: 'python', interpreter: python });
}, makingPython);
afterAll(() => {
  byNode.dispose();
  byPython.dispose();
});

/** Runs lines of Python that know the runner, what it is made of, and `given`; they print one line of JSON. */
function inPython(lines: string, given: unknown = null): unknown {
  const head = `import json, sys, numpy as np\nsys.dont_write_bytecode = True\nsys.path[:0] = ["toolchains/onnxruntime", "toolchains/python-runner"]\nimport npy, runner, tensors\ngiven = json.loads(sys.argv[1])\n`;
  return JSON.parse(execFileSync(python, ['-c', head + lines, JSON.stringify(given)], { encoding: 'utf8' }));
}

const shared = readdirSync('toolchains/python-runner').filter((name) => name.endsWith('.py'));
const parts = [
  ...['runner.py', 'compile.py'].map((name) => `onnxruntime/${name}`),
  ...shared.map((name) => `python-runner/${name}`),
];

test.each(parts)('%s is Python 3.7, with the standard library and numpy alone', (name) => {
  const file = resolve('toolchains', name);
  const check =
    'import ast, json, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), feature_version=(3, 7)); print(json.dumps(sorted(sys.stdlib_module_names)))';
  const library = JSON.parse(execFileSync(python, ['-c', check, file], { encoding: 'utf8' })) as string[];
  // What came later and parses all the same.
  const later =
    /\b(removeprefix|removesuffix|math\.prod|functools\.cache\b|zoneinfo|graphlib|tomllib|importlib\.metadata|cached_property|from __future__ import annotations)\b/;
  expect(readFileSync(file, 'utf8')).not.toMatch(later);
  const imports = [...readFileSync(file, 'utf8').matchAll(/^\s*(?:import|from) (\w+)/gm)].map(([, module]) => module);
  const known = [...library, 'numpy', ...shared.map((part) => part.replace('.py', ''))];
  if (name.startsWith('onnxruntime/')) known.push('onnxruntime');
  expect(imports.filter((module) => module === undefined || !known.includes(module))).toEqual([]);
});

test('both make the same bytes of random input', async () => {
  const { randomTensor } = await runnerPart('tensors');
  const asked = [
    { shape: [1, 3, 32, 32], seed: 1 },
    { shape: [7], seed: 0 },
    { shape: [2, 2], seed: 4_294_967_295 },
    { shape: [], seed: 12 },
  ];
  const digests = asked.map(({ shape, seed }) => digestOf(new Uint8Array(randomTensor(shape, seed).buffer)));
  const lines =
    'import hashlib\nprint(json.dumps([hashlib.sha256(tensors.random_tensor(a["shape"], a["seed"]).tobytes()).hexdigest() for a in given]))';
  expect(inPython(lines, asked)).toEqual(digests);
});

test('both rank a label alike, ties, infinities and what is no number included', async () => {
  const { rankOf } = await runnerPart('tensors');
  // JSON has no word for the last three.
  const scores = [0.5, -1, 0.5, 2, 'NaN', 'Infinity', '-Infinity', 2];
  const numbers = Float32Array.from(scores, Number);
  const ranks = scores.map((_, label) => rankOf(numbers, label));
  const lines =
    'scores = np.array([float(s) for s in given], dtype=np.float32)\nprint(json.dumps([tensors.rank_of(scores, label) for label in range(len(given))]))';
  expect(inPython(lines, scores)).toEqual(ranks);
  const refusals = [8, -1, 1.5].map((label) => {
    try {
      return String(rankOf(numbers, label));
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  });
  const caught = `
said = []
for label in given["labels"]:
    try:
        said.append(tensors.rank_of(np.zeros(8), label))
    except ValueError as error:
        said.append(str(error))
print(json.dumps(said))`;
  expect(inPython(caught, { labels: [8, -1, 1.5] })).toEqual(refusals);
});

test('both turn an image around alike, and back; anything else they leave alone', async () => {
  const { laidOut } = await runnerPart('tensors');
  const asked = [
    { shape: [1, 2, 3, 4], have: 'nchw', want: 'nhwc' },
    { shape: [1, 3, 4, 2], have: 'nhwc', want: 'nchw' },
    { shape: [1, 2, 3, 4], have: 'nhwc', want: 'nhwc' },
    { shape: [1, 24], have: 'nchw', want: 'nhwc' },
  ];
  const numbers = Float32Array.from({ length: 24 }, (_, index) => index);
  const turned = asked.map(({ shape, have, want }) => laidOut({ data: numbers, shape }, have, want));
  // The value at channel c, row y, column x of the first one, told apart by hand.
  expect(turned[0]?.shape).toEqual([1, 3, 4, 2]);
  for (let c = 0; c < 2; c++)
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < 4; x++) expect(turned[0]?.data[(y * 4 + x) * 2 + c]).toBe(numbers[(c * 3 + y) * 4 + x]);
  expect(laidOut(turned[0]!, 'nhwc', 'nchw')).toEqual({ data: numbers, shape: [1, 2, 3, 4] });
  expect(turned.slice(2).map(({ data }) => data)).toEqual([numbers, numbers]);
  const lines = `
def turn(case):
    item = np.arange(24, dtype=np.float32).reshape(case["shape"])
    turned = tensors.laid_out(item, case["have"], case["want"])
    return {"data": turned.reshape(-1).tolist(), "shape": list(turned.shape), "contiguous": turned.flags.c_contiguous}
print(json.dumps([turn(case) for case in given]))`;
  expect(inPython(lines, asked)).toEqual(
    turned.map(({ data, shape }) => ({ data: [...data], shape, contiguous: true })),
  );
});

test('a folder and the tar that stands for it have the same content, and the same content has the same bytes', () => {
  const lines = `
import os, io, tarfile, tarred
def fill(folder, names):
    for name in names:
        path = os.path.join(given["folder"], folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(name)
    return os.path.join(given["folder"], folder)
names = ["b.pb", "variables/index", "variables/" + "long" * 60, "a"]
first = os.path.join(given["folder"], "first.out")
tarred.pack(fill("one", names), first)
second = os.path.join(given["folder"], "second.out")
one = tarred.unpack(first, os.path.join(given["folder"], "two"))
os.utime(os.path.join(one, "a"), (1, 1))
os.chmod(os.path.join(one, "a"), 0o600)
tarred.pack(one, second)
def refused(name, kind):
    path = os.path.join(given["folder"], "hostile.out")
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo(name)
        member.type = kind
        member.linkname = "/etc/passwd"
        tar.addfile(member, io.BytesIO())
    try:
        tarred.unpack(path, os.path.join(given["folder"], "three", name.strip("./")))
        return "taken"
    except ValueError as error:
        return str(error).replace(path, "PATH")
print(json.dumps({
    "same": open(first, "rb").read() == open(second, "rb").read(),
    "names": sorted(tarred.names_under(one)) == sorted(names),
    "content": open(os.path.join(one, "variables/index")).read(),
    "refused": [refused("../out", tarfile.REGTYPE), refused("/absolute", tarfile.REGTYPE), refused("link", tarfile.SYMTYPE)],
}))`;
  const folder = byPython.path('files', 'tarred');
  expect(inPython(lines, { folder })).toEqual({
    same: true,
    names: true,
    content: 'variables/index',
    refused: ['../out', '/absolute', 'link'].map((name) => `PATH holds ${name}, which is no file inside of it`),
  });
});

test('both read .npy files alike, and refuse others in the same words', async () => {
  const { readNpy } = await runnerPart('npy');
  const whole = readFileSync(images);
  const header = (text: string, version = 1): Buffer => {
    const length = Buffer.alloc(version === 1 ? 2 : 4);
    if (version === 1) length.writeUInt16LE(text.length);
    else length.writeUInt32LE(text.length);
    return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([version, 0]), length, Buffer.from(text)]);
  };
  const of = (descr: string, shape = '(2,)', order = 'False'): string =>
    `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const eight = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
  const files: Readonly<Record<string, Buffer>> = {
    whole,
    cut: whole.subarray(0, 5000),
    text: Buffer.from('one, two, three, four, five'),
    short: Buffer.from('\x93NUMPY', 'latin1'),
    'version 2': Buffer.concat([header(of('<f4'), 2), eight]),
    'version 9': Buffer.concat([header(of('<f4'), 9), eight]),
    'half floats': Buffer.concat([header(of('<f2')), eight]),
    objects: Buffer.concat([header(of('|O')), eight]),
    'other order': Buffer.concat([header(of('<f4', '(2,)', 'True')), eight]),
    'no shape': Buffer.concat([header(of('<f4', '[2]')), eight]),
    'no list': Buffer.concat([header(of('|u1', '()')), eight]),
    'a long header': Buffer.concat([header(`${of('<f4')}${' '.repeat(70_000)}`, 2), eight]),
    'a huge shape': Buffer.concat([header(of('<f4', '(99999999999, 99999999999)')), eight]),
  };
  const said = Object.entries(files).map(([name, bytes], index) => {
    const path = byNode.path(`case-${index}.out`);
    writeFileSync(path, bytes);
    try {
      const { shape, data } = readNpy(path, 2);
      return { name, path, shape, first: [...Array.from(data).slice(0, 3)].map(Number), length: data.length };
    } catch (error) {
      return { name, path, error: error instanceof Error ? error.message : '' };
    }
  });
  const lines = `
def read(case):
    try:
        data = npy.read_npy(case["path"], 2)
    except ValueError as error:
        return {"name": case["name"], "path": case["path"], "error": str(error)}
    flat = data.reshape(-1)
    return {"name": case["name"], "path": case["path"], "shape": list(data.shape), "first": [float(v) for v in flat[:3]], "length": flat.size}
print(json.dumps([read(case) for case in given]))`;
  expect(
    inPython(
      lines,
      said.map(({ name, path }) => ({ name, path })),
    ),
  ).toEqual(said);
});

test('both read the same evidence in a profile', async () => {
  const { kernelsOf, evidenceOf } = await runnerPart('kernels');
  const node = (operator: string, type: string | null, provider = 'CPUExecutionProvider') => ({
    cat: 'Node',
    name: `${operator}_kernel_time`,
    args: { op_name: operator, provider, input_type_shape: type === null ? [] : [{ [type]: [1] }] },
  });
  const profiles = [
    [node('Conv', 'float'), node('Relu', 'float16'), { cat: 'Session', name: 'model_run' }],
    [node('QLinearConv', 'uint8'), node('DynamicQuantizeMatMul', 'float')],
    [node('Conv', 'float'), node('MatMul', 'int8', 'CUDAExecutionProvider')],
    [node('Gemm', null, ''), node('Attention', 'strange', 'OtherExecutionProvider')],
    [node('Relu', 'float')],
    [],
  ].map((events) => `a line of a log\n${JSON.stringify(events)}`);
  const providers = {
    CPUExecutionProvider: { provider: 'cpu', unit: 'cpu' },
    CUDAExecutionProvider: { provider: 'cuda', unit: 'gpu' },
  };
  const expected = profiles.map((profile) => evidenceOf(kernelsOf(profile), providers));
  const lines =
    'both = [runner.evidence_of(runner.kernels_of(p)) for p in given]\nprint(json.dumps([{"used": used, "placement": placement} for used, placement in both]))';
  expect(inPython(lines, profiles)).toEqual(expected);
});

test('both write the same artifact, byte for byte', () => {
  for (const [model, level] of [
    ['digits-cnn.fp32', 'all'],
    ['digits-cnn.int8', 'extended'],
    ['digits-mobile.fp16', 'basic'],
    ['digits-mobile.fp32', 'disabled'],
  ] as const) {
    for (const bench of [byNode, byPython]) {
      expect(bench.compile(modelFile(model), `${model}.out`, level)).toMatchObject({ exitCode: 0, stdout: '' });
    }
    expect(digestOf(readFileSync(byPython.path(`${model}.out`)))).toBe(
      digestOf(readFileSync(byNode.path(`${model}.out`))),
    );
  }
});

test('both end with the same error where a model or an input is wrong', async () => {
  const broken = 'broken.out';
  const wrongs = [
    { model: { file: broken, input: null } },
    { model: { file: 'nowhere.out', input: null } },
    { model: { file: 'digits-mobile.fp32.out', input: 'images' } },
    { options: { threads: '0' } },
    { options: { threads: 'two' } },
    { input: { kind: 'data', images: broken } },
    { purpose: 'accuracy', accuracy: { images, labels: images, data: digestOf('x'), top: [1] } },
  ] as const;
  for (const wrong of wrongs) {
    const [node, own] = await Promise.all(
      [byNode, byPython].map(async (bench) => {
        writeFileSync(bench.path(broken), 'no model');
        bench.compile(modelFile('digits-mobile.fp32'), 'digits-mobile.fp32.out');
        const { session, exitCode, stdout } = await bench.measure(bench.job('digits-mobile.fp32.out', wrong));
        expect({ exitCode, stdout, done: session.done }).toEqual({ exitCode: 1, stdout: '', done: undefined });
        expect(bench.litter()).toEqual([]);
        return session.error;
      }),
    );
    expect(own, JSON.stringify(wrong)).toMatchObject({ at: node?.at, code: node?.code });
    // The library puts its own name and code in front where it is asked from Python.
    expect(own?.text.replace(/^\[ONNXRuntimeError\] : \d+ : \w+ : /, '')).toBe(node?.text);
  }
});
