/** What `cache gc` takes first, and what it never takes; and what tells two artifacts apart. */
import { describe, expect, it } from 'vitest';
import { digestOf } from '#core/digest.js';
import { bytes, wallTime } from '#core/units.js';
import type { CacheEntry } from '#domain/cache.js';
import { type ArtifactKey, attemptId, type StepKey } from '#domain/names.js';
import { whatToFree } from '#engine/free-cache.js';
import { differences } from '#plan/ingredients.js';

const at = (minute: number) => wallTime(`2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`);
const entry = (name: string, minute: number, isNeeded = false): CacheEntry => ({
  key: digestOf(`key ${name}`) as ArtifactKey,
  step: digestOf(`step ${name}`) as StepKey,
  made: { kind: 'bytes', digest: digestOf(name), bytes: bytes(100) },
  madeBy: attemptId('set.work.1'),
  ...{ planned: null, source: null, runSet: null, board: null, version: null },
  madeAt: at(0),
  usedAt: at(minute),
  isNeeded,
});
const fileOf = (name: string, minute = 0) => ({ name, bytes: bytes(100), changedAt: at(minute) });
const entries = [entry('new', 30), entry('old', 10), entry('middle', 20)];
const files = ['middle', 'new', 'old'].map((name) => fileOf(digestOf(name), 50));
const freedBy = (
  maxBytes: number,
  more: Partial<Parameters<typeof whatToFree>[2]> & {
    readonly of?: readonly CacheEntry[];
    readonly with?: typeof files;
  } = {},
) => whatToFree([...files, ...(more.with ?? [])], more.of ?? entries, { maxBytes, isAnyOpen: more.isAnyOpen ?? false });
const names = (freed: ReturnType<typeof freedBy>) => freed.files.map(({ name }) => name);

describe('what is freed', () => {
  it('is what was used least recently, and no more than is asked for', () => {
    expect(names(freedBy(300))).toEqual([]);
    expect(names(freedBy(299))).toEqual([digestOf('old')]);
    expect(freedBy(150)).toMatchObject({ bytesBefore: 300, bytesAfter: 100 });
    expect(names(freedBy(150))).toEqual([digestOf('old'), digestOf('middle')]);
    expect(names(freedBy(0))).toHaveLength(3);
  });

  it('is never what a run set needs that has not ended', () => {
    const needed = entries.map((each) =>
      each.made.kind === 'bytes' && each.made.digest === digestOf('old') ? { ...each, isNeeded: true } : each,
    );
    const freed = freedBy(0, { of: needed });
    expect(names(freed)).toEqual([digestOf('middle'), digestOf('new')]);
    expect(freed).toMatchObject({ bytesAfter: 100, bytesNeeded: 100 });
  });

  it('is first what no record names, unless somebody may be reading it', () => {
    const orphans = [fileOf(digestOf('drawn')), fileOf('.new.1.0.part')];
    expect(freedBy(300, { with: orphans }).files.map(({ why }) => why)).toEqual(['orphan', 'orphan']);
    expect(names(freedBy(0, { with: orphans, isAnyOpen: true }))).not.toContain(digestOf('drawn'));
  });

  it('is a note only when the size asks for it', () => {
    const note = fileOf(`${digestOf('set')}.items.json`, 5);
    expect(names(freedBy(400, { with: [note] }))).toEqual([]);
    expect(names(freedBy(399, { with: [note] }))).toEqual([note.name]);
  });
});

it('two artifacts differ in what one of them lacks or has otherwise', () => {
  const [here, there] = [
    new Map([
      ['input', 'a'],
      ['tool', '1'],
    ]),
    new Map([
      ['input', 'a'],
      ['tool', '2'],
      ['file x', 'd'],
    ]),
  ];
  expect(differences(here, there)).toEqual([
    { name: 'tool', here: '1', there: '2' },
    { name: 'file x', here: null, there: 'd' },
  ]);
  expect(differences(here, here)).toEqual([]);
});
