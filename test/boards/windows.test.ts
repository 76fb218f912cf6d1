/** Sets of tensors that are larger than a board may keep, on real processes: sent in windows, counted in parts, summed. */
import { lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes } from '#core/units.js';
import type { CellView } from '#report/cell-view.js';
import { LocalRig } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';
import { type Note, shardBytes, shards, WindowProject } from '#test/boards/window-project.js';

let rig: LocalRig;
beforeEach(() => {
  rig = new LocalRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

/** Room for the runner and three shards: of eight. */
const quotaBytes = bytes(60_000);

const hitsIn = (cell: CellView | undefined) =>
  Object.fromEntries(cell?.numbers?.accuracy.map(({ top, hits }) => [top, hits]) ?? []);

test('a set within no quota is sent in shards, and counted at once', async () => {
  using project = new WindowProject(rig, () => ({}));
  const [cell] = project.cells(await project.run());
  expect([cell?.state, cell?.accuracyState, hitsIn(cell)]).toEqual(['measured', 'done', project.expected]);
  const files = (purpose: Note['purpose']) =>
    project.notes().flatMap((note) => (note.purpose === purpose ? [note.files] : []));
  // Latency is fed from the first shard alone.
  expect(files('latency')).toEqual([['images.npy']]);
  expect(files('accuracy').map(({ length }) => length)).toEqual([shards]);
});

test('a set larger than the quota is counted in parts, and the store never exceeds it', async () => {
  using project = new WindowProject(rig, () => ({ quotaBytes }), ['one', 'two']);
  expect(shards * shardBytes).toBeGreaterThan(quotaBytes);
  const runSet = await project.run();
  const cells = project.cells(runSet);
  expect(cells.map((cell) => [cell.state, cell.accuracyState, hitsIn(cell)])).toEqual([
    ['measured', 'done', project.expected],
    ['measured', 'done', project.expected],
  ]);
  expect(cells[0]?.numbers?.accuracy.map(({ counted }) => counted)).toEqual([40, 40]);
  const parts = project.notes().filter(({ purpose }) => purpose === 'accuracy');
  expect(parts.map(({ part }) => part)).toEqual(
    [0, 15, 30, 0, 15, 30].map((label) => ({ skip: 0, count: label === 30 ? 10 : 15, label })),
  );
  for (const { storeBytes } of project.notes()) expect(storeBytes).toBeLessThanOrEqual(quotaBytes);
  // What was cleared away for one cell is sent again for the other, and nothing is tried twice for it.
  expect(project.attempts(runSet).map(({ try: count, outcome }) => [count, outcome?.kind])).toEqual(
    Array.from({ length: 8 }, () => [1, 'succeeded']),
  );
});

test('a file that was cleared away for another is sent again', async () => {
  const connected = await rig.connector.connect({ ...rig.board, quotaBytes: bytes(20) }, within(rig.clock));
  await using session = connected.ok ? connected.value : expect.unreachable(connected.error.code);
  const [one, other] = [await rig.file('twelve bytes'), await rig.file('twelve other')];
  const kinds: string[] = [];
  for (const file of [one, one, other, one]) {
    const put = await session.put(file, within(rig.clock));
    kinds.push(put.ok ? put.value.kind : put.error.code);
  }
  expect(kinds).toEqual(['sent', 'present', 'sent', 'sent']);
});

test('a part that failed is measured again alone, and no part is shown for the whole', async () => {
  using project = new WindowProject(rig, () => ({ quotaBytes }));
  writeFileSync(project.trap, '');
  const runSet = await project.run();
  const before = project.cells(runSet)[0];
  expect([before?.state, before?.accuracyState, hitsIn(before)]).toEqual(['measured', 'failed', {}]);
  rmSync(project.trap);
  const seen = project.notes().length;
  await project.resume(runSet);
  expect(
    project
      .notes()
      .slice(seen)
      .map(({ part }) => part?.label),
  ).toEqual([15]);
  const after = project.cells(runSet)[0];
  expect([after?.accuracyState, hitsIn(after)]).toEqual(['done', project.expected]);
});

test('files that do not fit into the quota together are refused once, not sent in turns for ever', async () => {
  using project = new WindowProject(rig, () => ({ quotaBytes: bytes(9_000) }));
  const runSet = await project.run();
  expect(project.cells(runSet)[0]?.state).toBe('failed');
  const refusal = { code: 'board/quota-too-small', facts: { quota: 9_000 } };
  const latency = project.attempts(runSet).filter(({ work }) => work.kind === 'session');
  expect(latency).toMatchObject([{ outcome: { kind: 'failed', failure: refusal } }]);
  expect(project.notes()).toEqual([]);
});

test('what the inventory names and is not there is the reason, not the quota that it would not fit', async () => {
  const onBoard = [{ digest: digestOf('one'), path: '/none/such' }];
  using project = new WindowProject(rig, () => ({ quotaBytes: bytes(2), onBoard }));
  const failure = { code: 'board/file-differs', facts: { path: '/none/such' } };
  expect(project.attempts(await project.run())).toMatchObject([{ outcome: { kind: 'failed', failure } }]);
});

test('a set that lies on the board is not sent, whatever the quota', async () => {
  using project = new WindowProject(rig, ({ digest, path }) => ({ quotaBytes, onBoard: [{ digest, path }] }));
  const [cell] = project.cells(await project.run());
  expect([cell?.accuracyState, hitsIn(cell)]).toEqual(['done', project.expected]);
  expect(project.notes().map(({ files, part }) => [files, part])).toEqual([
    [['images.npy'], null],
    [['images.npy'], null],
  ]);
  const sent = readdirSync(join(rig.state, 'store')).map((name) => lstatSync(join(rig.state, 'store', name)).size);
  expect(sent).not.toContain(shardBytes);
});
