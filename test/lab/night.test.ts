/**
 * What a night does to a shelf of boards, for real: two boards over SSH, one of them aarch64; the link is cut and mended,
 * the orchestrator killed, a board switched off and on, and `resume` brings a complete result.
 */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt, runToEnd, start } from '#test/cli/binary.js';
import { follow, isSession, recordsOf } from '#test/lab/follow.js';
import { Lab } from '#test/lab/lab.js';

const sessions = 4;
const cells = 4;

beforeAll(ensureBuilt);
afterEach(endStarted);

test('a cut link, a killed orchestrator and a rebooted board lose nothing', async () => {
  using lab = new Lab();
  expect(lab.ask('pi', 'uname', '-m').trim()).toBe('aarch64');
  const experiment = lab.experiment('night', night(lab.inventory));

  const run = follow(start(['run', experiment, '--json'], { cwd: lab.folder }));
  const stranded = await run.next((event) => event.kind === 'begun' && isSession(event, 'pi'));
  lab.cut('pi');
  await run.next((event) => event.kind === 'silent' && event.doing?.attempt === stranded.doing?.attempt);
  lab.mend('pi');
  const adopted = await run.next((event) => event.kind === 'ended' && event.doing?.attempt === stranded.doing?.attempt);
  expect(adopted.outcome, 'what ran on while the link was cut is taken home').toEqual({ kind: 'succeeded' });

  const lost = await run.next((event) => event.kind === 'begun' && isSession(event, 'pi'));
  run.kill();
  lab.reboot('pi');
  const resumed = await runToEnd(['resume'], { cwd: lab.folder });
  expect(resumed.code, resumed.out + resumed.err).toBe(0);

  const records = recordsOf(lab);
  const outcome = records.find(({ id }) => id === lost.doing?.attempt)?.outcome;
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'attempt/rebooted', class: 'infrastructure' } });
  const accepted = records.filter((one) => one.work.kind === 'session' && one.outcome?.kind === 'succeeded');
  const names = accepted.map(({ work }) => work.kind === 'session' && `${work.cell} ${work.ordinal}`);
  expect(new Set(names).size, 'each session once').toBe(accepted.length);
  expect(accepted).toHaveLength(cells * sessions);
  const archs = new Set(accepted.map(({ board }) => lab.ask(board === 'pi' ? 'pi' : 'pc', 'uname', '-m').trim()));
  expect(archs).toContain('aarch64');
  expect(lab.ask('pi', 'pgrep', '-c', '-f', '[r]unner.py', '||', 'true').trim(), 'nothing computes on').toBe('0');
  expect((await runToEnd(['verify'], { cwd: lab.folder })).code).toBe(0);
});

const night = (inventory: string): string => `
schema: 1
name: night
inventory: ${inventory}
matrix:
  axes:
    device: [lab-pc, lab-pi]
    model: [digits-mobile]
    framework: [onnxruntime]
    precision: [fp32, int8]
models:
  digits-mobile:
    weights: digits-v1
    inputs: [{ name: input, shape: [batch, 1, 32, 32] }]
    sources:
      - { format: onnx, precision: fp32, path: models/digits-mobile.fp32.onnx }
      - { format: onnx, precision: int8, path: models/digits-mobile.int8.onnx }
data:
  digits: { path: data/digits-test.images.npy, labels: data/digits-test.labels.npy }
measure:
  sessions: ${sessions}
  warmup: { iterations: 5, max: 1s }
  iterations: { min: 20, max: 100000 }
  duration: { min: 3s }
  input: data
  accuracy: { data: digits, top: [1] }
limits: { convert: 5m, load: 2m, retries: 5 }
`;
