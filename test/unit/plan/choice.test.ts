/** Runner and conversions are chosen together, by what boards have: Node, Python, both, or what nobody has looked at. */
import { describe, expect, it } from 'vitest';
import type { BoardFacts } from '#domain/board.js';
import { failure } from '#domain/failure.js';
import type { Known, Maybe } from '#domain/known.js';
import { attemptId, boardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { decide } from '#plan/decide.js';
import { conversionJob, measurementJob } from '#plan/jobs.js';
import { readInventory } from '#spec/inventory.js';
import { cellsOf, facts, knownOf, toolchainsOf, value, type World, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';
import { describeFailure } from '#wording/failure.js';

const toolchain = `schema: 1
name: ort
loads: ort-optimized
precisions: [fp32]
on: [{ unit: cpu, provider: cpu }]
probes:
  ort-node: { kind: node-package, package: ort-node }
  ort-python: { kind: python-package, package: ort }
runners:
  - { name: node, protocol: 1, needs: [node, ort-node], argv: ["{node}", "{files}/run.mjs", "{job}"], files: [run.mjs] }
  - { name: python, protocol: 1, needs: [python, ort-python], argv: ["{python}", "{files}/run.py", "{job}"], files: [run.py] }
conversions:
  - id: by-node
    from: { format: onnx, precision: any }
    to: { format: ort-optimized, precision: same }
    needs: [node]
    tool: ort-node
    argv: ["{node}", "{files}/optimise.mjs", "{source}", "{out}"]
    files: [optimise.mjs]
  - id: by-python
    from: { format: onnx, precision: any }
    to: { format: ort-optimized, precision: same }
    needs: [python]
    tool: ort-python
    argv: ["{python}", "{files}/optimise.py", "{source}", "{out}", "{modules}"]
    files: [optimise.py]
`;

const missing = { kind: 'missing', said: 'no' } as const;
const nodeTool = { 'ort-node': { kind: 'found', version: '1.20.1', at: '/modules' } } as const;
const pythonTool = { 'ort-python': { kind: 'found', version: '1.20.1', at: '/site-packages' } } as const;
const python = { path: '/usr/bin/python3', version: '3.7.3' };
const none: Partial<BoardFacts> = { node: null, python: null, tools: { 'ort-node': missing, 'ort-python': missing } };
const nodeOnly: Partial<BoardFacts> = { tools: { ...nodeTool, 'ort-python': missing } };
const pythonOnly: Partial<BoardFacts> = { node: null, python, tools: { 'ort-node': missing, ...pythonTool } };
const both: Partial<BoardFacts> = { python, tools: { ...nodeTool, ...pythonTool } };
/** Answered once, before anybody asked for these tools. */
const unlooked: Partial<BoardFacts> = { python, tools: {} };

type Seen = Partial<BoardFacts> | 'not-probed' | 'silent';

function seenAs(seen: Seen): Maybe<BoardFacts> {
  if (seen === 'not-probed') return { kind: 'unknown', why: 'not-probed' };
  if (seen === 'silent') return { kind: 'unknown', why: failure('board/unreachable', { board: 'away' }) };
  return { kind: 'known', value: { ...facts, ...seen } };
}

function world(boards: readonly string[], more: string, ort: string): World {
  const lines = boards.map((id) => `  ${id}: { local: true, device: this-machine }`).join('\n');
  const lab = `schema: 1\ndevices: { this-machine: { units: [cpu] } }\nboards:\n${lines}\n`;
  const inventory = value(readInventory({ name: 'lab.yaml', text: lab }));
  const axes = `{ device: [this-machine], model: [small], framework: [${more ? 'mine' : 'ort'}], precision: [fp32] }`;
  return worldOf(experimentText({ axes, more }), { inventory, toolchains: toolchainsOf(ort) });
}

function plan(seen: Readonly<Record<string, Seen>>, { more = '', kept = '', gone = '', text = toolchain } = {}): Plan {
  const here = world(Object.keys(seen), more, text);
  const all = knownOf(here);
  const known: Known = {
    ...all,
    files: new Map([...all.files].filter(([name]) => name !== gone)),
    boards: new Map(Object.entries(seen).map(([id, each]) => [boardId(id), seenAs(each)])),
  };
  const expansion = cellsOf(here);
  const keys = kept === '' ? {} : { kept: new Map(expansion.cells.map(({ cell }) => [cell.key, kept])) };
  return decide({ ...here, expansion, ...keys }, known);
}

/** Runner, conversion and boards in a line. */
function chosen(...asked: Parameters<typeof plan>): string {
  const { cells, steps } = plan(...asked);
  const [cell] = cells;
  if (cell?.kind !== 'run') return expect.unreachable(JSON.stringify(cell));
  const { runner, route } = cell.measurement;
  expect(steps.map(({ key }) => key)).toEqual(route.steps);
  expect(steps[0]?.boards).toEqual(cell.boards);
  return `${runner.name}, ${steps[0]?.conversion}, ${cell.boards.join(' ')}`;
}

function refused(...asked: Parameters<typeof plan>) {
  const [cell] = plan(...asked).cells;
  if (!cell || cell.kind === 'run') return expect.unreachable('a reason');
  const { headline, hint } = describeFailure(cell.because);
  return { kind: cell.kind, code: cell.because.code, headline, hint };
}

describe('one board', () => {
  it.each<[string, Seen, string]>([
    ['Node alone', nodeOnly, 'node, by-node, a'],
    ['Python alone', pythonOnly, 'python, by-python, a'],
    ['both', both, 'node, by-node, a'],
    ['nothing that anybody looked at', 'not-probed', 'node, by-node, a'],
    ['Python, and packages that nobody looked for', unlooked, 'node, by-node, a'],
    ['Node without its package, and Python', { ...pythonOnly, node: facts.node }, 'python, by-python, a'],
  ])('with %s', (_name, seen, expected) => {
    expect(chosen({ a: seen })).toBe(expected);
  });

  it('whose conversions need more than its runner has takes what it has', () => {
    // Measured by Node, converted by Python: the route is found among what is there together.
    const text = toolchain
      .replace('probes:', 'probes:\n  extra: { kind: node-package, package: extra }')
      .replace('needs: [node]\n', 'needs: [node, extra]\n');
    const seen = { ...both, tools: { ...both.tools, extra: missing } };
    expect(chosen({ a: seen }, { text })).toBe('node, by-python, a');
    // The route over everything comes first: what only some boards have does not change it.
    const having = { ...both, tools: { ...both.tools, extra: nodeTool['ort-node'] } };
    expect(chosen({ a: seen, b: having }, { text })).toBe('node, by-node, b');
  });
});

describe('a pool', () => {
  it('measures on all boards that can do the same, and on no other', () => {
    expect(chosen({ a: nodeOnly, b: pythonOnly, c: both })).toBe('node, by-node, a c');
    expect(chosen({ a: pythonOnly, b: none, c: pythonOnly })).toBe('python, by-python, a c');
  });

  it('has boards that are known to fit before those to be probed', () => {
    expect(chosen({ a: 'not-probed', b: nodeOnly, c: none })).toBe('node, by-node, b a');
  });

  it('keeps to what the toolchain prefers where a board may have it', () => {
    expect(chosen({ a: pythonOnly, b: 'not-probed' })).toBe('node, by-node, b');
    expect(chosen({ a: pythonOnly, b: 'silent' })).toBe('python, by-python, a');
  });
});

describe('a cell that was planned before', () => {
  it('keeps its runner and its route as long as a board has them', () => {
    expect(chosen({ a: both }, { kept: 'python' })).toBe('python, by-python, a');
    expect(chosen({ a: nodeOnly }, { kept: 'python' })).toBe('node, by-node, a');
  });
});

describe('the recipe', () => {
  const partsOf = (seen: Seen) => {
    const [cell] = plan({ a: seen }).cells;
    return cell?.kind === 'run' ? cell.measurement : expect.unreachable();
  };

  it('tells runners and routes apart, and not what else a board has', () => {
    const [byNode, byPython] = [partsOf(nodeOnly), partsOf(pythonOnly)];
    expect(partsOf(both).fingerprint).toBe(byNode.fingerprint);
    expect(byPython.fingerprint).not.toBe(byNode.fingerprint);
    const differing = Object.entries(byNode.recipe.parts).filter(
      ([name, digest]) => Object.entries(byPython.recipe.parts).find(([each]) => each === name)?.[1] !== digest,
    );
    expect(differing.map(([name]) => name)).toEqual(['route', 'runner']);
  });
});

describe('jobs', () => {
  it('start the Python of the board, with the folder of its package', () => {
    const [cell] = plan({ a: pythonOnly }).cells;
    const { steps } = plan({ a: pythonOnly });
    const [step] = steps;
    if (cell?.kind !== 'run' || !step) return expect.unreachable();
    const board = { ...facts, ...pythonOnly };
    const artifact = { digest: step.files[0]!.digest, bytes: step.files[0]!.bytes, path: '/store/artifact' };
    const attempt = attemptId('set.work.1');
    expect(measurementJob({ cell, purpose: 'latency', artifact, facts: board, attempt })).toMatchObject({
      ok: true,
      value: {
        argv: ['/usr/bin/python3', 'files/run.py', 'job.json'],
        document: { modules: '/site-packages' },
      },
    });
    expect(conversionJob({ step, input: artifact, format: 'onnx', facts: board, attempt })).toMatchObject({
      ok: true,
      value: { argv: ['/usr/bin/python3', 'files/optimise.py', 'files/source.onnx', 'out', '/site-packages'] },
    });
    expect(
      conversionJob({ step, input: artifact, format: 'onnx', facts: { ...board, python: null }, attempt }),
    ).toMatchObject({
      ok: false,
      error: { code: 'toolchain/missing', facts: { tool: 'python' } },
    });
  });
});

describe('where nothing fits', () => {
  it('says how each runner could be had, on the board that lacks least, the shortest way first', () => {
    const lacksPackage = { ...none, python };
    expect(refused({ a: none, b: lacksPackage })).toEqual({
      kind: 'unavailable',
      code: 'toolchain/missing',
      headline: 'ort-python is not installed on board b: "no"',
      hint: 'install ort for Python (`pip install ort`) or for Node (Node 20.19 or newer, then `npm install ort-node`) on b; the next run, or a resume of this one, looks again',
    });
    expect(refused({ a: none }).headline).toBe('node, ort-node are not installed on board a: "no Node was found"');
  });

  it('says that a board can be prepared where a later runner has an environment', () => {
    const text = toolchain
      .replace('package: ort }', 'package: ort, environment: runtime }')
      .replace(
        'probes:',
        'environments: { runtime: { python: ">=3.8", version: 1.31.1, packages: ["ort=={version}"] } }\nprobes:',
      );
    expect(refused({ a: { ...none, node: facts.node, python } }, { text }).hint).toMatch(
      /^`orchestrate boards prepare a --toolchain ort`, or by hand: install ort for Node /,
    );
  });

  it('asks for the version that the experiment asks for', () => {
    const more = 'frameworks: { mine: { toolchain: ort, version: 9.9.9 } }';
    expect(refused({ a: pythonOnly }, { more }).hint).toContain('for Python (`pip install ort==9.9.9`)');
    expect(refused({ a: nodeOnly }, { more }).hint).toContain('for Node (`npm install ort-node@9.9.9`)');
  });

  it('does not take a Python that is too old for its runner', () => {
    const old = { ...pythonOnly, python: { path: '/usr/bin/python3', version: '3.6.9' } };
    expect(refused({ a: old })).toMatchObject({
      headline: 'python 3.7 is not installed on board a: "version 3.6.9 is there"',
    });
    expect(chosen({ a: { ...old, python: { path: '/usr/bin/python3', version: '3.14.0' } } })).toContain('python');
  });

  it('says that a board does not answer, and which file of a runner is not there', () => {
    expect(refused({ a: 'silent' })).toMatchObject({ code: 'board/unreachable' });
    expect(refused({ a: 'silent', b: none }).headline).toContain('on board b');
    expect(refused({ a: pythonOnly }, { gone: 'ort/run.py' }).headline).toContain('ort/run.py');
  });
});
