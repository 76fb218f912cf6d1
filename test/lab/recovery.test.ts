/**
 * Boards that fail for real: one that hangs under a session is switched off and on by its hooks, proves that it restarted,
 * passes its canary and goes on; one that somebody else has is waited for, and its power is never cut.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { endStarted, ensureBuilt, runToEnd, start } from '#test/cli/binary.js';
import { follow, isSession, recordsOf } from '#test/lab/follow.js';
import { Lab } from '#test/lab/lab.js';

const sessions = 2;

beforeAll(ensureBuilt);
afterEach(endStarted);

test('a board that hangs is switched off and on; one that somebody has is not', async () => {
  using lab = new Lab();
  const ledger = join(lab.folder, 'ledger');
  const inventory = lab.inventoryWith({
    // Cut for good as soon as it has been silent for a while; what is done is done by the lab's own switch.
    pi: {
      ...lab.power(),
      acquire: ['sh', '-c', `echo acquire {board} >> ${ledger}`],
      release: ['sh', '-c', `echo release {board} >> ${ledger}`],
    },
    pc: {
      power_off: ['sh', '-c', `echo off {board} >> ${ledger}`],
      power_on: ['sh', '-c', `echo on {board} >> ${ledger}`],
    },
  });
  const experiment = lab.experiment('recovery', recovery(inventory));
  const stranger = lab.hold('pc');

  const run = follow(start(['run', experiment, '--json'], { cwd: lab.folder }));
  await run.next((event) => event.kind === 'held');
  stranger.release();
  const stuck = await run.next((event) => event.kind === 'begun' && isSession(event, 'pi'));
  lab.wedge('pi');
  await run.next((event) => event.kind === 'set-aside' && event.board === 'pi');
  await run.next((event) => event.kind === 'recovering' && event.rung === 'power-cycle');
  const back = await run.next((event) => event.kind === 'recovered');
  expect(back.result).toEqual({ kind: 'admitted' });
  const end = await run.end();
  expect(end.code, end.err).toBe(0);

  const records = recordsOf(lab);
  const outcome = records.find(({ id }) => id === stuck.doing?.attempt)?.outcome;
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'attempt/rebooted' } });
  const accepted = records.filter((one) => one.work.kind === 'session' && one.outcome?.kind === 'succeeded');
  const names = accepted.map(({ work }) => work.kind === 'session' && `${work.cell} ${work.ordinal}`);
  expect(new Set(names).size, 'each session once').toBe(accepted.length);
  expect(accepted).toHaveLength(2 * sessions);
  expect(readFileSync(ledger, 'utf8'), 'acquired and given back once, and no power cut').toBe(
    'acquire pi\nrelease pi\n',
  );
  expect((await runToEnd(['verify'], { cwd: lab.folder })).code).toBe(0);
});

const recovery = (inventory: string): string => `
schema: 1
name: recovery
inventory: ${inventory}
matrix:
  axes:
    device: [lab-pc, lab-pi]
    model: [digits-mobile]
    framework: [onnxruntime]
    precision: [fp32]
models:
  digits-mobile:
    weights: digits-v1
    inputs: [{ name: input, shape: [batch, 1, 32, 32] }]
    sources:
      - { format: onnx, precision: fp32, path: models/digits-mobile.fp32.onnx }
measure:
  sessions: ${sessions}
  warmup: { iterations: 2, max: 1s }
  iterations: { min: 5, max: 100000 }
  duration: { min: 3s }
limits: { convert: 5m, load: 2m, retries: 5 }
`;
