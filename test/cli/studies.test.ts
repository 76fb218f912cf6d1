/**
 * The experiments of the published studies plan the cells of the tables that the studies published: all of them, no other, and
 * those unsupported that were. What a table does not say (a level `unknown`, a host that is no column) may be anything here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, root, runToEnd } from '#test/cli/binary.js';
import { type PublishedCell, publishedCells } from '#test/spec/published.js';

/** Each with the table that it measures again, and by device the reasons of its unsupported cells. */
const studies: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['tryolabs-2019', 'tryolabs-2019', {}],
  ['hkbu-2020', 'hkbu-2020-latency-accuracy', { 'jetson-nano': 'device/operator', ncs2: 'device/operator' }],
  ['hkbu-2020-streams', 'hkbu-2020-openvino-streams', { ncs2: 'route/runner' }],
  ['hailo-2021-efficiency', 'hailo-2021-efficiency', {}],
  ['coral-official', 'coral-official', {}],
  [
    'nvidia-2019',
    'nvidia-2019-official',
    { 'raspberry-pi-3b': 'device/memory', ncs2: 'route/unit', 'coral-dev-board': 'device/precision' },
  ],
  ['allan-2019', 'allan-2019-ssd', {}],
];

interface PlannedCell {
  readonly slug: string;
  readonly kind: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly reason: { readonly code: string } | null;
}

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-studies-'));
beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Figures were published, and no runner of ours can do it yet: docs/studies.md names them. */
const notYet = (slug: string): boolean => /^ncs2\/.*\/streams=/.test(slug);

/** One inference in flight is what a cell has that names no number. */
const otherwise: Readonly<Record<string, string>> = { streams: '1' };

function isThat({ levels: said }: PublishedCell, { levels }: PlannedCell): boolean {
  return Object.entries(said).every(
    ([axis, level]) => level === 'unknown' || (levels[axis] ?? otherwise[axis]) === level,
  );
}

const kindOf = ({ measured }: PublishedCell): string => (measured ? 'run' : 'unsupported');

describe.each(studies)('%s', (experiment, table, reasons) => {
  let mine: readonly PlannedCell[] = [];
  const theirs = publishedCells(table);

  beforeAll(async () => {
    const argv = ['plan', `experiments/${experiment}.yaml`, '--store', folder, '--json'];
    const { code, out, err } = await runToEnd(argv, { cwd: root });
    expect([code, err]).toEqual([0, '']);
    const plan: { readonly cells: readonly PlannedCell[] } = JSON.parse(out);
    mine = plan.cells;
  });

  it('plans every cell that was published, and no other', () => {
    const missing = theirs.filter((row) => mine.filter((cell) => isThat(row, cell)).length !== 1);
    const surplus = mine.filter((cell) => theirs.filter((row) => isThat(row, cell)).length !== 1);
    expect({ missing: missing.map(({ slug }) => slug), surplus: surplus.map(({ slug }) => slug) }).toEqual({
      missing: [],
      surplus: [],
    });
    expect(mine.length).toBe(theirs.length);
  });

  it('has those unsupported that were, for a fact of the device or the framework', () => {
    const different = theirs.flatMap((row) =>
      mine
        .filter((cell) => isThat(row, cell) && cell.kind !== kindOf(row) && !notYet(cell.slug))
        .map(({ slug, kind }) => `${slug}: ${kind}`),
    );
    expect(different).toEqual([]);
    const refused = mine.filter(({ reason }) => reason !== null);
    expect(refused.map(({ slug, reason }) => `${slug}: ${reason?.code}`)).toEqual(
      refused.map(({ slug, levels }) => `${slug}: ${reasons[levels['device'] ?? '']}`),
    );
  });
});
