/** `import` and what looks at what it brought, on the built program. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, ensureBuilt, root, start } from '#test/cli/binary.js';
import { schemaErrors } from '#test/report/schemas.js';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
const published = join(root, 'experiments/published');
beforeAll(() => {
  ensureBuilt();
  mkdirSync(join(folder, 'runs'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<Ended> {
  return await start(args, { cwd: folder }).ended;
}

interface Seen {
  readonly view: string;
  readonly cells: readonly {
    readonly slug: string;
    readonly line: number;
    readonly state: string;
    readonly written: Readonly<Record<string, string>>;
    readonly metrics: readonly { readonly name: string; readonly value: number; readonly measuredOn?: string }[];
  }[];
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { out, err, code } = await run(...args, '--json');
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as T;
}

/** Line, column and text of every field that is not empty. The shipped tables have no quotes. */
function fieldsOf(csv: string): readonly string[] {
  const [header = '', ...rows] = readFileSync(join(published, csv), 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return rows
    .flatMap((row, at) => row.split(',').map((text, column) => ({ text, place: `${at + 2} ${names[column]} ${text}` })))
    .flatMap(({ text, place }) => (text === '' ? [] : [place]));
}

test.each(readdirSync(published).filter((name) => name.endsWith('.csv')))(
  '%s is imported without loss',
  async (csv) => {
    const imported = await json<{ outcome: string; experiment: string; figures: number }>(
      'import',
      join(published, csv),
    );
    expect(schemaErrors('import', imported)).toEqual([]);
    expect(imported.outcome).toBe('imported');
    const seen = await json<Seen>('show', imported.experiment);
    expect(schemaErrors('imported', seen)).toEqual([]);
    const found = seen.cells.flatMap(({ line, written }) =>
      Object.entries(written).map(([column, text]) => `${line} ${column} ${text}`),
    );
    expect([...new Set(found)].sort()).toEqual([...new Set(fieldsOf(csv))].sort());
    expect(imported.figures).toBe(seen.cells.flatMap(({ metrics }) => metrics).length);
    expect(await json<Seen>('export', imported.experiment)).toEqual(seen);
  },
);

test('the same files twice are one run set, and it is said', async () => {
  const table = join(published, 'tryolabs-2019.csv');
  const before = (await run('ls', '--json')).out;
  const again = await run('import', table);
  expect(again).toMatchObject({ code: 0, err: '' });
  // The table as it was called, wherever the store is.
  expect(again.out.startsWith(`${table} is imported already`)).toBe(true);
  expect(again.out).toMatch(/is imported already, with this mapping, as \d{8}-\d{6}-tryolabs-2019-published-/);
  expect((await run('ls', '--json')).out).toBe(before);
});

test('what looks says that it is imported, and what would measure is refused', async () => {
  const ls = await json<{ runSets: readonly { state: string; cells: { reported: number } }[] }>('ls');
  expect(schemaErrors('ls', ls)).toEqual([]);
  expect(new Set(ls.runSets.map(({ state }) => state))).toEqual(new Set(['imported']));
  const shown = await run('show', 'hkbu-2020-published', '--where', 'device:ncs2 and state:unsupported');
  expect(shown.out).toMatch(/efficientnet-b0 +unsupported +41\.9 % \[1\]/);
  expect(shown.out).toContain('[1] measured on x86-cpu, and not on the device of the row');
  const page = await json<Seen>('explain', 'ncs2/efficientnet-b0', '--run', 'hkbu-2020-published');
  expect(schemaErrors('imported', page)).toEqual([]);
  expect(page.view).toBe('imported-cell');
  const csv = await run('export', 'hkbu-2020-published', '--csv');
  expect(csv.out.split('\n')[0]).toContain('top_1_share_ratio,top_1_share_ratio_measured_on');
  expect((await run('status', 'hkbu-2020-published')).out).toContain('Nothing to measure');
  const resumed = await run('resume', 'hkbu-2020-published');
  expect(resumed).toMatchObject({ code: 2, out: '' });
  expect(resumed.err).toContain('is imported: there is nothing to measure in it');
});

test('best: per device within a budget, and what cannot be judged is said', async () => {
  const best = await json<BestSeen>(
    'best',
    'hkbu-2020-published',
    'tryolabs-2019-published',
    '--within',
    '10ms',
    '--metric',
    'top1',
  );
  expect(schemaErrors('best', best)).toEqual([]);
  expect(
    best.groups.map(({ level, best: [winner] }) => [level, winner?.slug ?? null, winner?.metric.source ?? null]),
  ).toEqual([
    ['coral-usb', 'coral-usb/host=jetson-nano/inception-v1/edgetpu/int8', 'reported'],
    ['jetson-nano', 'jetson-nano/resnet-50/pytorch-tensorrt/unknown', 'reported'],
    ['ncs2', null, null],
    ['raspberry-pi-3b', null, null],
  ]);
  expect(best.without).toEqual({ unsupported: 6 });
  expect(best.notJudged).toHaveLength(10);
  const text = await run('best', 'hkbu-2020-published', '--within', '10ms');
  expect(text.out).toContain('ncs2: none: 8 cells over the budget');
  expect(text.out).toContain('[1] reported: by the source or by a tool');
  expect((await run('best', 'hkbu-2020-published', '--metric', 'toq1')).err).toContain('Did you mean top-1?');
  expect((await run('best', 'coral-published')).err).toMatch(
    /^No cell has top-1, which decides where nothing else is named\.\nName what decides with --metric; there are: latency\.$/m,
  );
  expect((await run('best', 'hailo-2021-published', '--within', '10ms', '--metric', 'power')).code).toBe(5);
});

test('diff: a ratio, no verdict, and unknown levels only by an assumption', async () => {
  const diff = async (...more: readonly string[]) => {
    const { code, out, err } = await run('diff', 'tryolabs-2019-published', 'hkbu-2020-published', ...more);
    expect([code, err]).toEqual([5, '']);
    return out;
  };
  expect(await diff()).toMatch(/^No cell is in both\.[^]*3 pairs of cells would meet with `--assume host=jetson-nano`/);
  const seen: DiffSeen = JSON.parse(await diff('--assume', 'host=jetson-nano', '--json'));
  expect(schemaErrors('diff-imported', seen)).toEqual([]);
  expect(seen.rows.map(({ slug, verdict }) => [slug, verdict])).toEqual(
    ['s', 'm', 'l'].map((size) => [`coral-usb/host=jetson-nano/efficientnet-${size}/edgetpu/int8`, 'not-testable']),
  );
  expect(seen.rows[0]?.figures[0]?.ratio).toBeCloseTo(6.41 / 13.18, 12);
  expect(seen.factors).toContainEqual({ what: 'weights', a: null, b: null });
  const text = await diff('--assume', 'precision=fp32', '--where', 'model:resnet-50');
  expect(text).toMatch(/latency +35\.7 ms +35\.6 ms +1\.00 × +not testable/);
  const refused = await run('diff', 'tryolabs-2019-published', 'hkbu-2020-published', '--threshold', '5%');
  expect(refused).toMatchObject({ code: 2, out: '' });
});

test('manifest and verify answer for the table, the mapping and the stored figures', async () => {
  writeFileSync(join(folder, 'kept.yaml'), readFileSync(join(published, 'allan-2019-ssd.yaml')));
  const text = readFileSync(join(published, 'allan-2019-ssd.csv'), 'utf8');
  writeFileSync(join(folder, 'kept.csv'), `${text}hailo-8,,mobilenet-v1-ssd,hailo,1,ok\n`);
  const { runSet } = await json<{ runSet: string }>('import', 'kept.csv');
  const manifest: unknown = JSON.parse((await run('manifest', runSet)).out);
  expect(schemaErrors('manifest', manifest)).toEqual([]);
  expect(JSON.stringify(manifest)).toMatch(/"buildType":"urn:edge-orchestrate:import:1"[^]*"name":"figures"/);
  const whole = await run('verify', runSet);
  expect(whole.code).toBe(0);
  expect(whole.out).toContain('figures of 11 cells read again from their table');
  expect(whole.out).not.toContain('session');
  writeFileSync(join(folder, 'kept.csv'), text);
  const changed = await run('verify', runSet);
  expect(changed.code).toBe(6);
  expect(changed.out).toMatch(/kept\.csv/);
  expect((await run('verify', runSet, '--results-only')).code).toBe(0);
  const db = new Database(join(folder, 'runs/orchestrate.db'));
  db.prepare('UPDATE imported_metric SET value = 1 WHERE run_set = ? AND position = 0').run(runSet);
  db.close();
  const stored = await run('verify', runSet, '--results-only');
  expect(stored.code).toBe(6);
  expect(stored.out).toMatch(/latency_ms: the table gives 49300000, the database has 1/);
});

interface DiffSeen {
  readonly rows: readonly {
    readonly slug: string;
    readonly verdict: string;
    readonly figures: readonly { readonly ratio: number }[];
  }[];
  readonly factors: readonly unknown[];
}

interface BestSeen {
  readonly groups: readonly {
    readonly level: string;
    readonly best: readonly { readonly slug: string; readonly metric: { readonly source: string } }[];
  }[];
  readonly without: Readonly<Record<string, number>>;
  readonly notJudged: readonly unknown[];
}

test('what is wrong is told at its place, and nothing is imported', async () => {
  const mapping = `schema: 1
name: mine
source: { title: Mine, by: me }
columns:
  device: { axis: device }
  ms: { metric: latency, unit: ms, statistic: mean }
constants: { model: m, framework: f, precision: unknown }
`;
  writeFileSync(join(folder, 'mine.yaml'), mapping);
  writeFileSync(join(folder, 'mine.csv'), 'device,ms\npi,"2,67"\nnano,x\npi-5,3\n');
  const before = (await run('ls', '--json')).out;
  const refused = await run('import', 'mine.csv');
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(
    /error\[import\/not-a-number\][^]*mine\.csv:2:4[^]*mine\.csv:3:6[^]*2 errors; nothing was imported/,
  );
  expect((await run('ls', '--json')).out).toBe(before);
  writeFileSync(join(folder, 'mine.csv'), 'device,ms\npi,2.67\n');
  const dry = await run('import', 'mine.csv', '--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    out: 'mine.csv is understood: 1 cell: 1 reported; 1 figure. Nothing was written.\n',
  });
  expect((await run('ls', '--json')).out).toBe(before);
  expect((await run('import', 'mine.yaml')).err).toContain('mine.yaml is no table');
  expect((await run('import', 'mine.csv', '--mapping', 'none.yaml')).err).toContain('none.yaml');
  expect((await run('import', 'mime.csv')).err).toMatch(/no CSV file mime\.csv[^]*did you mean mine\.csv\?/);
});
