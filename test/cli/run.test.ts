/** Real runs of the built program on the local board, with a framework that pretends: exit codes, events, stopping. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Ended, endStarted, ensureBuilt, runToEnd, start } from '#test/cli/binary.js';
import { type Does, type PretendProject, pretendProject } from '#test/cli/pretend-project.js';
import eventSchema from '../../schemas/event.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };

interface Line {
  readonly kind: string;
  readonly [name: string]: unknown;
}

const projects: PretendProject[] = [];
const project = (does: readonly Does[], sessions = 1): PretendProject => {
  const made = pretendProject(does, sessions);
  projects.push(made);
  return made;
};
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(eventSchema);

beforeAll(ensureBuilt);
afterEach(() => {
  endStarted();
  // A runner that still waits is let go, so that no test leaves a process behind.
  for (const made of projects.splice(0)) {
    made.openGate();
    made.remove();
  }
});

function events({ out }: Ended): Line[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value: Line = JSON.parse(line);
      expect(validate(value), `${line}\n${JSON.stringify(validate.errors)}`).toBe(true);
      return value;
    });
}
const isBegun = (line: string): boolean => line.includes('"kind":"begun"');
const endings = (lines: readonly Line[]): unknown[] =>
  lines.filter(({ kind }) => kind === 'ended').map(({ outcome }) => (outcome as { kind: string }).kind);

test.each<[string, number, Does[]]>([
  ['a cell that measures', 0, ['measure']],
  ['a cell that silently does something else', 0, ['measure', 'swap']],
  ['a cell that the framework refuses', 0, ['measure', 'refuse']],
  ['a cell that crashes', 3, ['measure', 'crash']],
  ['refusals only', 5, ['refuse']],
])('%s: exit code %i', async (_, code, does) => {
  const { folder, experiment } = project(does);
  const ended = await runToEnd(['run', experiment, '--json'], { cwd: folder });
  expect(ended.code, ended.err).toBe(code);
  const lines = events(ended);
  expect(lines[0]).toMatchObject({ kind: 'started', experiment: 'pretend', cells: { run: does.length } });
  expect(lines.at(-1)).toMatchObject({
    kind: 'finished',
    stopped: false,
    exitCode: code,
    steps: { running: 0, left: 0 },
  });
});

test('without a terminal: lines on stderr, and head, table and what to type next on stdout', async () => {
  const { folder, experiment } = project(['measure', 'crash'], 2);
  const { code, out, err } = await runToEnd(['run', experiment], { cwd: folder });
  expect(code, err).toBe(3);
  expect(out).toContain('2 to measure');
  expect(out).toMatch(/run set +\d{8}-\d{6}-pretend-[0-9a-f]{4}/);
  expect(out).toContain('1.50 ms');
  expect(out).toContain('orchestrate explain CELL');
  expect(err).toMatch(/session 2 of 2: succeeded \(median 1\.50 ms, took /);
  expect(err).toMatch(/failed: .*no such luck/);
  expect(`${out}${err}`).not.toContain('\u001b');
});

test('what was measured is there for show, status and a resume that has nothing to do', async () => {
  const { folder, experiment } = project(['measure']);
  expect((await runToEnd(['run', experiment], { cwd: folder })).code).toBe(0);
  expect((await runToEnd(['show'], { cwd: folder })).out).toContain('1.50 ms');
  expect((await runToEnd(['status'], { cwd: folder })).out).toContain('1 of 1 measured');
  const again = await runToEnd(['resume'], { cwd: folder });
  expect(again.code, again.err).toBe(0);
  expect(again.out).toContain('Nothing to do');
});

test('run -n is plan: the same text, nothing started; --json fits its schema', async () => {
  const { folder, experiment } = project(['measure', 'crash'], 3);
  const plan = await runToEnd(['plan', experiment], { cwd: folder });
  expect(plan.code, plan.err).toBe(0);
  expect(plan.out).toContain('6 sessions');
  expect((await runToEnd(['run', experiment, '-n'], { cwd: folder })).out).toBe(plan.out);
  const json: unknown = JSON.parse((await runToEnd(['plan', experiment, '--json'], { cwd: folder })).out);
  const valid = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(planSchema);
  expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
  expect((await runToEnd(['status'], { cwd: folder })).code).toBe(2);
});

test('Ctrl-C once finishes what runs and starts no more; resume measures the rest', async () => {
  const { folder, experiment, openGate } = project(['wait'], 3);
  const run = start(['run', experiment, '--json'], { cwd: folder });
  await run.line(isBegun);
  run.child.kill('SIGINT');
  await run.line((line) => line.includes('"kind":"stopping"'));
  openGate();
  const ended = await run.ended;
  expect(ended.code, ended.err).toBe(130);
  expect(ended.err).toContain('press Ctrl-C again to stop now');
  expect(endings(events(ended))).toEqual(['succeeded']);
  const resumed = await runToEnd(['resume', '--json'], { cwd: folder });
  expect(resumed.code, resumed.err).toBe(0);
  expect(events(resumed)[0]).toMatchObject({ kind: 'started', steps: { succeeded: 1, left: 2 } });
  expect(endings(events(resumed))).toEqual(['succeeded', 'succeeded']);
});

test('Ctrl-C twice stops what runs; it is measured by resume', async () => {
  const { folder, experiment, openGate } = project(['wait'], 2);
  const run = start(['run', experiment, '--json'], { cwd: folder });
  await run.line(isBegun);
  run.child.kill('SIGINT');
  await run.line((line) => line.includes('"how":"finish"'));
  run.child.kill('SIGINT');
  const ended = await run.ended;
  expect(ended.code, ended.err).toBe(130);
  expect(endings(events(ended))).toEqual(['cancelled']);
  openGate();
  const resumed = await runToEnd(['resume', '--json'], { cwd: folder });
  expect(resumed.code, resumed.err).toBe(0);
  expect(endings(events(resumed))).toEqual(['succeeded', 'succeeded']);
});

test('Ctrl-C a third time leaves at once, whatever the board still does', async () => {
  const { folder, experiment, openGate } = project(['stubborn']);
  const run = start(['run', experiment, '--json'], { cwd: folder });
  await run.line(isBegun);
  run.child.kill('SIGTERM');
  await run.line((line) => line.includes('"how":"finish"'));
  run.child.kill('SIGTERM');
  // The runner does not answer the kill ladder's first rung: the stop is under way until its grace is over.
  await run.line((line) => line.includes('"how":"now"'));
  run.child.kill('SIGTERM');
  const ended = await run.ended;
  expect(ended.code, ended.err).toBe(130);
  expect(endings(events(ended))).toEqual([]);
  openGate();
  const resumed = await runToEnd(['resume', '--json'], { cwd: folder });
  expect(resumed.code, `${resumed.out}${resumed.err}`).toBe(0);
});

test('a second run into one store is refused and says who holds it', async () => {
  const { folder, experiment, openGate } = project(['wait']);
  const run = start(['run', experiment, '--json'], { cwd: folder });
  await run.line(isBegun);
  const second = await runToEnd(['run', experiment], { cwd: folder });
  expect(second.code).toBe(2);
  expect(second.err).toContain(`process ${run.child.pid}`);
  expect((await runToEnd(['plan', experiment], { cwd: folder })).code).toBe(0);
  openGate();
  expect((await run.ended).code).toBe(0);
});

test('a store that cannot be written is a mistake that says where', async () => {
  const { folder, experiment } = project(['measure']);
  const { code, err } = await runToEnd(['run', experiment, '--store', 'model.txt/runs'], { cwd: folder });
  expect(code, err).toBe(2);
  expect(err).toContain('model.txt/runs/orchestrate.db');
});

test('resume stops when the experiment changed, says what, and goes on when told to', async () => {
  const { folder, experiment } = project(['measure']);
  expect((await runToEnd(['run', experiment], { cwd: folder })).code).toBe(0);
  const { readFileSync, writeFileSync } = await import('node:fs');
  const text = readFileSync(`${folder}/${experiment}`, 'utf8');
  writeFileSync(`${folder}/${experiment}`, text.replace('does: [measure]', 'does: [measure, swap]'));
  const refused = await runToEnd(['resume'], { cwd: folder });
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('--accept-changes');
  expect((await runToEnd(['resume', '--accept-changes'], { cwd: folder })).code).toBe(0);
});
