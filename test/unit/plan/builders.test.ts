/** Chains that begin on builders: who does which step, and what is said where nobody can. */
import { describe, expect, it } from 'vitest';
import type { BoardFacts } from '#domain/board.js';
import { failure } from '#domain/failure.js';
import type { Known, Maybe } from '#domain/known.js';
import { boardId } from '#domain/names.js';
import type { Plan } from '#domain/plan.js';
import { readInventory } from '#spec/inventory.js';
import { facts, knownOf, planOf, toolchainsOf, value, worldOf } from '#test/spec/road.js';
import { experimentText } from '#test/spec/texts.js';
import { describeFailure } from '#wording/failure.js';

const tflite = `schema: 1
name: lite
loads: tflite
precisions: [fp32, int8]
on: [{ unit: cpu, provider: cpu }]
environments:
  converter: { version: 2.19.0, packages: ["tensorflow-cpu=={version}"] }
probes:
  litert: { kind: python-package, package: ai-edge-litert }
  tensorflow: { kind: python-package, package: tensorflow-cpu, environment: converter }
  shrink: { kind: command, argv: [shrink, --version], version: "([0-9.]+)" }
runners: [{ name: python, protocol: 1, needs: [python, litert], argv: ["{python}", "{job}"] }]
conversions:
  - { id: to-tflite, from: { format: onnx, precision: fp32 }, to: { format: tflite, precision: fp32 }, where: builder,
      needs: [python], tool: tensorflow, argv: ["{python}", convert, "{source}", "{out}"] }
  - { id: shrink, from: { format: tflite, precision: fp32 }, to: { format: tflite, precision: int8 }, tool: shrink, where: builder,
      arch: [x86_64], argv: [shrink, "{source}", "{out}"] }
`;

const found = (version: string) => ({ kind: 'found', version, at: '/packages' }) as const;
const lacks = { kind: 'missing', said: 'not found' } as const;
const python = { path: '/usr/bin/python3', version: '3.11.2' };
const board: Partial<BoardFacts> = { arch: 'aarch64', python, tools: { litert: found('2.1.6'), tensorflow: lacks } };
const pc: Partial<BoardFacts> = {
  arch: 'x86_64',
  python,
  tools: { litert: lacks, tensorflow: found('2.19.0'), shrink: found('1.0') },
};

type Seen = Partial<BoardFacts> | 'not-probed' | 'silent';
interface Scene {
  readonly text?: string;
  readonly precision?: string;
  readonly more?: string;
}

function plan(
  seen: Readonly<Record<string, Seen>>,
  { text = tflite, precision = 'fp32', more = '' }: Scene = {},
): Plan {
  const builders = Object.keys(seen).filter((name) => name !== 'pi');
  const declared =
    builders.length > 0 ? `builders: { ${builders.map((name) => `${name}: { ssh: ${name}.lab }`).join(', ')} }` : '';
  const lab = `schema: 1\ndevices: { pi-5: { units: [cpu, npu] } }\nboards: { pi: { ssh: pi, device: pi-5 } }\n${declared}\n`;
  const inventory = value(readInventory({ name: 'lab.yaml', text: lab }));
  const axes = `{ device: [pi-5], model: [large], framework: [lite], precision: [${precision}] }`;
  const world = worldOf(experimentText({ axes, more }), { inventory, toolchains: toolchainsOf(text) });
  const boards = Object.entries(seen).map(([id, each]) => [boardId(id), seenAs(each)] as const);
  const known: Known = { ...knownOf(world), boards: new Map(boards) };
  return planOf(world, known);
}

function seenAs(seen: Seen): Maybe<BoardFacts> {
  if (seen === 'not-probed') return { kind: 'unknown', why: 'not-probed' };
  if (seen === 'silent') return { kind: 'unknown', why: failure('board/unreachable', { board: 'pc' }) };
  return { kind: 'known', value: { ...facts, ...seen } };
}

/** Each step with its place and machines. */
function steps(...asked: Parameters<typeof plan>): readonly string[] {
  const { cells, steps: planned } = plan(...asked);
  expect(cells[0]).toMatchObject({ kind: 'run', boards: ['pi'] });
  return planned.map(
    ({ conversion, where, boards, cache }) => `${conversion} on ${where}: ${boards.join(' ')}, ${cache.kind}`,
  );
}

function refused(...asked: Parameters<typeof plan>) {
  const [cell] = plan(...asked).cells;
  if (!cell || cell.kind === 'run') return expect.unreachable('a reason');
  return { kind: cell.kind, code: cell.because.code, ...describeFailure(cell.because) };
}

describe('a leg on a builder', () => {
  it('needs its tools there, and not on the board', () => {
    expect(steps({ pi: board, pc })).toEqual(['to-tflite on builder: pc, miss']);
    expect(steps({ pi: board, pc }, { precision: 'int8' })).toEqual([
      'to-tflite on builder: pc, miss',
      'shrink on builder: pc, unknown',
    ]);
  });

  it('may be told what the framework calls the unit, which is then in its key', () => {
    const step = (provider: string, words: string) => {
      const text = tflite.replace('provider: cpu', `provider: ${provider}`).replace('"{out}"]', `"{out}"${words}]`);
      return plan({ pi: board, pc }, { text }).steps[0];
    };
    expect(step('hailo8', ', "{provider}"')?.argv.at(-1)).toBe('hailo8');
    expect(step('hailo8', ', "{provider}"')?.key).not.toBe(step('hailo8l', ', "{provider}"')?.key);
    // Who is not told makes one thing for all.
    expect(step('hailo8', '')?.key).toBe(step('hailo8l', '')?.key);
  });

  it('goes to those that are certain before those to be probed, and to none that lacks the tool', () => {
    const empty = { ...pc, tools: { tensorflow: lacks } };
    expect(steps({ pi: board, away: 'not-probed', none: empty, pc })).toEqual([
      'to-tflite on builder: pc away, unknown',
    ]);
  });

  it('is unknown until its builder is probed', () => {
    expect(steps({ pi: board, pc: 'not-probed' })).toEqual(['to-tflite on builder: pc, unknown']);
  });

  it('is done here where no builder is declared', () => {
    expect(plan({ pi: board }).steps[0]?.boards).toEqual(['this-machine']);
  });

  it('leaves no trace in key and fingerprint of where it is done', () => {
    const there = plan(
      { pi: { ...board, tools: { ...board.tools, ...pc.tools, litert: found('2') } }, pc },
      { text: tflite.replaceAll(', where: builder,', ',') },
    );
    const here = plan({ pi: board, pc });
    expect(there.steps[0]?.where).toBeUndefined();
    expect(there.steps[0]?.boards).toEqual(['pi']);
    expect(there.steps[0]?.key).toBe(here.steps[0]?.key);
  });
});

describe('where no builder can', () => {
  it('names the one that lacks least, and what prepares it', () => {
    const empty = { ...pc, python: null, tools: { tensorflow: lacks } };
    expect(refused({ pi: board, none: empty, pc: { ...pc, tools: { tensorflow: lacks } } })).toEqual({
      kind: 'unavailable',
      code: 'builder/missing',
      headline: 'no builder has tensorflow, which conversion to-tflite of lite needs: "not found"',
      hint: '`orchestrate boards prepare pc --toolchain lite`; the next run, or a resume of this one, looks again',
    });
  });

  it('names a tool once that stands among the needs, too', () => {
    const text = tflite.replace(
      'needs: [python], tool: tensorflow',
      'needs: [python, tensorflow, shrink], tool: tensorflow',
    );
    const empty = { ...pc, tools: { tensorflow: lacks, shrink: lacks } };
    expect(refused({ pi: board, pc: empty }, { text })).toMatchObject({
      code: 'builder/missing',
      headline: 'no builder has tensorflow, shrink, which conversion to-tflite of lite needs: "not found"',
    });
  });

  it('says which processor is wanted', () => {
    const arm = { ...pc, arch: 'aarch64' };
    expect(refused({ pi: board, mac: arm }, { precision: 'int8' })).toMatchObject({
      kind: 'unavailable',
      code: 'builder/none',
      headline: 'no x86_64 Linux builder with shrink for conversion shrink of lite (mac: it is aarch64)',
    });
  });

  it('says that a builder does not answer', () => {
    expect(refused({ pi: board, pc: 'silent' }).code).toBe('board/unreachable');
  });

  it('takes another way that there is, however dear', () => {
    const dear = `${tflite}  - { id: slow, from: { format: onnx, precision: any }, to: { format: tflite, precision: same }, tool: litert, cost: 90, argv: [slow] }\n`;
    const { cells, steps: planned } = plan({ pi: board, pc: { ...pc, tools: { tensorflow: lacks } } }, { text: dear });
    expect(cells[0]?.kind).toBe('run');
    expect(planned.map(({ conversion, boards }) => [conversion, boards])).toEqual([['slow', ['pi']]]);
  });
});

describe('a conversion that looks at calibration items', () => {
  it('cannot be done for a model that declares none', () => {
    const text = tflite.replace('arch: [x86_64],', 'calibration: true,');
    expect(refused({ pi: board, pc }, { text, precision: 'int8' })).toMatchObject({
      kind: 'unsupported',
      code: 'route/calibration',
      headline: 'no calibration declared for model large (conversion shrink of lite needs it)',
    });
  });
});

describe('units that run some precisions only', () => {
  const npu = tflite.replace('on: [', 'on: [{ unit: npu, provider: npu, devices: [pi-5], precisions: [int8] }, ');

  it('are taken for these, and the next unit for the others', () => {
    const unitOf = (precision: string) => {
      const [cell] = plan({ pi: board, pc }, { text: npu, precision }).cells;
      return cell?.kind === 'run' ? cell.measurement.asked.unit : cell?.kind;
    };
    expect([unitOf('int8'), unitOf('fp32')]).toEqual(['npu', 'cpu']);
  });

  it('are named where there is no other', () => {
    const only = npu.replace(', { unit: cpu, provider: cpu }', '');
    expect(refused({ pi: board, pc }, { text: only })).toMatchObject({
      kind: 'unsupported',
      code: 'route/precision',
      headline: 'lite runs int8 only on npu of pi-5, and fp32 is asked for',
    });
    expect(refused({ pi: board, pc }, { text: only.replace('[pi-5]', '[pi-4]') })).toMatchObject({
      code: 'route/unit',
      headline: 'lite computes on npu of pi-4, and pi-5 has cpu, npu',
    });
  });
});
