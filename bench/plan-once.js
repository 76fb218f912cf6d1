/** One expansion and plan in a process of its own, for `expand-and-plan.js`: `node plan-once.js CELLS` prints JSON. */
import { readFileSync } from 'node:fs';
import { bigMatrix } from './big-matrix.js';

const { expandAndPlan, makeWorld } = await bigMatrix();
const world = makeWorld(Number(process.argv[2]));
const began = process.hrtime.bigint();
const plan = expandAndPlan(world);
const ms = Number(process.hrtime.bigint() - began) / 1e6;
const peakBytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
process.stdout.write(`${JSON.stringify({ size: plan.cells.length, ms, peakBytes })}\n`);
