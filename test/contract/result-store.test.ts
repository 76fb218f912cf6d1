/** What every result store keeps: run on the real one in memory and on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenStore, openResultStore } from '#adapters/sqlite/open.js';
import { canonicalJson } from '#core/canonical-json.js';
import { digestOf } from '#core/digest.js';
import { bytes, ns } from '#core/units.js';
import type { Work } from '#domain/attempt.js';
import { failure } from '#domain/failure.js';
import type { Metric } from '#domain/metric.js';
import { boardId } from '#domain/names.js';
import type { Outcome } from '#domain/outcome.js';
import { digestOfPlan } from '#domain/plan.js';
import { progressOf } from '#domain/progress.js';
import { JournaledEnds } from '#engine/verify-records.js';
import { manifestAttempt } from '#report/manifest-attempt.js';
import {
  artifactKey,
  board,
  cellKey,
  conversion,
  ended,
  evidence,
  fingerprint,
  launch,
  launched,
  newAttempt,
  planOf,
  reading,
  runCell,
  runSetOf,
  session,
  smallPlan,
  stepKey,
  wall,
  woke,
} from '../support/store/samples.js';

type Measured = Exclude<Work, { kind: 'conversion' }>;

const runSet = runSetOf('r1', smallPlan);
const first = newAttempt(runSet.id, session('one', 1));

describe.each(['in memory', 'on disk'])('a result store %s', (where) => {
  let folder: string;
  let store: OpenStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    const opened = openResultStore(where === 'on disk' ? join(folder, 'runs', 'store.sqlite') : ':memory:', {
      mode: 'write',
    });
    if (!opened.ok) throw new Error(opened.error.kind);
    store = opened.value;
    store.begin(runSet, smallPlan);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it('gives back the plan and the run set that were frozen', () => {
    expect(store.plan(runSet.id)).toEqual(smallPlan);
    expect(digestOfPlan(store.plan(runSet.id))).toBe(runSet.planDigest);
    expect(store.runSet(runSet.id)).toEqual(runSet);
    store.finish(runSet.id, wall(9));
    expect(store.runSet(runSet.id)?.endedAt).toBe(wall(9));
    expect(() => store.plan(runSetOf('other', smallPlan).id)).toThrow('there is no run set other');
  });

  it('keeps what a person called a run set, and what it was narrowed to', () => {
    const labels = { name: 'a name', tags: ['b', 'a "quoted" one'], where: 'device:pi* or "x"' };
    const labelled = { ...runSetOf('labelled', smallPlan), ...labels };
    store.begin(labelled, smallPlan);
    expect(store.runSet(labelled.id)).toEqual(labelled);
    store.amend(labelled.id, planOf([runCell('two')]), 'name: samples, amended');
    store.finish(labelled.id, wall(9));
    expect(store.runSet(labelled.id)).toMatchObject(labels);
  });

  it('lists run sets newest first', () => {
    store.begin(runSetOf('r0', smallPlan, wall(-0)), smallPlan);
    store.begin(runSetOf('r2', smallPlan, wall(60)), smallPlan);
    expect(store.runSets().map(({ id }) => id)).toEqual(['r2', 'r1', 'r0']);
  });

  it('retires cells that an amended plan no longer has, and takes them back', () => {
    const smaller = planOf([runCell('two'), runCell('three')]);
    store.amend(runSet.id, smaller, 'name: other\n');
    expect(store.plan(runSet.id)).toEqual(smaller);
    expect(store.retired(runSet.id)).toEqual([cellKey('one'), cellKey('none')]);
    expect(store.runSet(runSet.id)).toMatchObject({ spec: 'name: other\n', planDigest: digestOfPlan(smaller) });
    store.amend(runSet.id, smallPlan, runSet.spec);
    expect(store.retired(runSet.id)).toEqual([cellKey('three')]);
  });

  it('opens an attempt with the intent, and closes it with its evidence', () => {
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    const open = { ...first, openedAt: wall(1) };
    expect(store.attempts(runSet.id)).toEqual([open]);
    expect(store.openAttempts()).toEqual([{ runSet: runSet.id, attempt: open }]);
    store.record(runSet.id, launched(first), [], wall(2));
    store.record(runSet.id, ended(first, { kind: 'succeeded' }, evidence), [], wall(3));
    const closed = { ...open, endedAt: wall(3), outcome: { kind: 'succeeded' } };
    const { environment, files, metrics } = evidence;
    expect(store.records(runSet.id, cellKey('one'))).toEqual([
      { ...closed, files, metrics, environment: environment?.digest },
    ]);
    expect(environment && store.environment(environment.digest)).toEqual(environment);
    expect(store.openAttempts()).toEqual([]);
    expect(store.records(runSet.id, cellKey('two'))).toEqual([]);
  });

  it.each<Outcome>([
    {
      kind: 'unsupported',
      failure: failure('toolchain/refused', { said: 'no kernel ☃', lines: ['a', 'b'], exit: null, ok: false }),
    },
    { kind: 'failed', failure: failure('runner/crashed', { exit: 139 }, failure('runner/error')) },
    { kind: 'invalid', doubts: [{ code: 'execution/arithmetic', facts: { asked: 'fp16', used: 'fp32' } }] },
    { kind: 'cancelled', by: 'deadline' },
  ])('keeps the outcome $kind', (outcome) => {
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(runSet.id, ended(first, outcome), [], wall(2));
    expect(store.attempts(runSet.id)[0]?.outcome).toEqual(outcome);
  });

  it('takes a launch of an open attempt as the same attempt, and one of a closed attempt as a bug', () => {
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(runSet.id, { at: ns(2), kind: 'absent', attempt: first.id }, [launch(first)], wall(2));
    expect(store.attempts(runSet.id)).toEqual([{ ...first, openedAt: wall(1) }]);
    store.record(runSet.id, ended(first), [], wall(3));
    expect(() => store.record(runSet.id, woke(), [launch(first)], wall(4))).toThrow(
      'launch of an attempt that is over',
    );
  });

  it('leaves the attempt open when nothing is known of its end', () => {
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(
      runSet.id,
      { at: ns(2), kind: 'silent', attempt: first.id, failure: failure('board/link-lost') },
      [],
      wall(2),
    );
    const holder = { attempt: 'x', pid: 4, user: null, since: null };
    store.record(runSet.id, { at: ns(3), kind: 'held', attempt: first.id, holder }, [], wall(2));
    expect(store.openAttempts()).toHaveLength(1);
  });

  it('keeps what a cell had on a board that is out, and counts it nowhere', () => {
    const elsewhere = { ...newAttempt(runSet.id, session('one', 1), 2), board: boardId('other') };
    const because = failure('board/suspect', { board });
    const aside = { kind: 'set-aside', board, how: 'for-good', because } as const;
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(runSet.id, ended(first, { kind: 'succeeded' }, evidence), [aside], wall(2));
    expect(store.asides(runSet.id)).toEqual([{ board, how: 'for-good', because, since: wall(2) }]);
    const anew = { kind: 'launch', attempt: elsewhere, supersedes: { board, because } } as const;
    store.record(runSet.id, woke(), [anew], wall(3));
    store.record(runSet.id, ended(elsewhere, { kind: 'succeeded' }, evidence), [], wall(4));

    expect(store.attempts(runSet.id).map(({ id }) => id)).toEqual([elsewhere.id]);
    expect(store.records(runSet.id, cellKey('one')).map(({ id }) => id)).toEqual([elsewhere.id]);
    const [kept] = store.superseded(runSet.id, cellKey('one'));
    expect(kept).toMatchObject({ id: first.id, outcome: { kind: 'succeeded' }, superseded: because });
    expect(kept?.metrics.length).toBeGreaterThan(0);
    expect([...store.eachRecord(runSet.id)]).toHaveLength(2);
    expect(store.progress(runSet.id)).toEqual(
      progressOf(smallPlan, store.attempts(runSet.id), { retired: 0, asides: store.asides(runSet.id) }),
    );
  });

  it('keeps every part of an accuracy apart, and apart from the whole', () => {
    const whole = { kind: 'accuracy', cell: cellKey('one'), fingerprint: fingerprint('one') } as const;
    const works = [
      whole,
      ...[
        [0, 3],
        [3, 6],
        [0, 6],
      ].map(([from = 0, to = 0]) => ({ ...whole, part: { from, to } })),
    ];
    for (const [at, work] of works.entries()) {
      const attempt = newAttempt(runSet.id, work);
      store.record(runSet.id, woke(), [launch(attempt)], wall(2 * at));
      store.record(runSet.id, ended(attempt, { kind: 'succeeded' }, evidence), [], wall(2 * at + 1));
    }
    expect(store.attempts(runSet.id).map(({ work }) => work)).toEqual(works);
  });

  it('never overwrites an accepted result', () => {
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    store.record(runSet.id, ended(first, { kind: 'succeeded' }, evidence), [], wall(2));
    const before = store.records(runSet.id);
    store.record(runSet.id, ended(first, { kind: 'succeeded' }, { metrics: [] }), [], wall(3));
    expect(store.records(runSet.id)).toEqual(before);
    expect(store.journal(runSet.id, 0)).toHaveLength(3);
    expect(() => store.record(runSet.id, ended(first, { kind: 'cancelled', by: 'user' }), [], wall(4))).toThrow(
      'ended as succeeded',
    );
    expect(store.journal(runSet.id, 0)).toHaveLength(3);
  });

  it.each<[string, Measured]>([
    ['session', session('one', 1)],
    ['accuracy', { kind: 'accuracy', cell: cellKey('one'), fingerprint: fingerprint('one') }],
    ['part', { kind: 'accuracy', cell: cellKey('one'), fingerprint: fingerprint('one'), part: { from: 3, to: 6 } }],
  ])('accepts one %s result for one fingerprint, and further ones for others', (_, work) => {
    const [again, other] = [
      newAttempt(runSet.id, work, 2),
      newAttempt(runSet.id, { ...work, cell: cellKey('two') }, 1),
    ];
    const one = newAttempt(runSet.id, work, 1);
    store.record(runSet.id, woke(), [launch(one)], wall(1));
    store.record(runSet.id, ended(one), [launch(again)], wall(2));
    expect(() => store.record(runSet.id, ended(again), [], wall(3))).toThrow(/UNIQUE/);
    store.record(runSet.id, ended(again, { kind: 'cancelled', by: 'sibling' }), [launch(other)], wall(3));
    store.record(runSet.id, ended(other), [], wall(4));
    expect(store.attempts(runSet.id).map(({ outcome }) => outcome?.kind)).toEqual([
      'succeeded',
      'cancelled',
      'succeeded',
    ]);
  });

  it('has one open measurement a board over all run sets; conversions may share it', () => {
    const other = runSetOf('r2', smallPlan);
    store.begin(other, smallPlan);
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    const second = newAttempt(other.id, session('two', 1));
    expect(() => store.record(other.id, woke(), [launch(second)], wall(1))).toThrow(/UNIQUE/);
    expect(store.attempts(other.id)).toEqual([]);
    expect(store.journal(other.id, 0)).toEqual([]);
    store.record(
      other.id,
      woke(),
      [launch(newAttempt(other.id, conversion)), launch({ ...second, board: boardId('there') })],
      wall(1),
    );
    expect(store.openAttempts()).toHaveLength(3);
  });

  it('refuses the end or beginning of what was never opened, and numbers that are none', () => {
    expect(() => store.record(runSet.id, ended(first), [], wall(1))).toThrow('never opened');
    expect(() => store.record(runSet.id, launched(first), [], wall(1))).toThrow('never opened');
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    const [metric] = evidence.metrics;
    const broken = { metrics: metric ? [{ ...metric, value: Number.NaN }] : [] };
    expect(() => store.record(runSet.id, ended(first, { kind: 'succeeded' }, broken), [], wall(2))).toThrow(
      'no value and no reason',
    );
    expect(store.openAttempts()).toHaveLength(1);
  });

  it('keeps artifacts made and refused, the latest of a key', () => {
    const work = [1, 2, 3].map((n) => newAttempt(runSet.id, conversion, n));
    const [one, two, three] = work;
    if (!one || !two || !three) throw new Error('three attempts');
    store.record(runSet.id, woke(), work.map(launch), wall(1));
    const made = {
      key: artifactKey('a'),
      step: stepKey('optimise'),
      made: { kind: 'bytes' as const, digest: digestOf('a'), bytes: bytes(1) },
    };
    const refused = {
      key: artifactKey('b'),
      step: stepKey('optimise'),
      made: { kind: 'refused' as const, failure: failure('conversion/refused') },
    };
    store.record(runSet.id, ended(one, { kind: 'succeeded' }, { artifact: made }), [], wall(2));
    store.record(
      runSet.id,
      ended(two, { kind: 'unsupported', failure: failure('conversion/refused') }, { artifact: refused }),
      [],
      wall(2),
    );
    expect(store.artifact(made.key)).toEqual({ ...made, madeBy: one.id });
    const again = { ...made, made: { kind: 'bytes' as const, digest: digestOf('b'), bytes: bytes(2) } };
    store.record(runSet.id, ended(three, { kind: 'succeeded' }, { artifact: again }), [], wall(3));
    expect(store.artifact(made.key)).toEqual({ ...again, madeBy: three.id });
    expect(store.artifacts()).toHaveLength(2);
    expect(store.artifact(refused.key)?.made).toEqual(refused.made);
    expect(store.conversions(runSet.id).map(({ id, outcome }) => [id, outcome?.kind])).toEqual([
      [one.id, 'succeeded'],
      [two.id, 'unsupported'],
      [three.id, 'succeeded'],
    ]);
    expect(store.conversions(runSet.id)).toEqual(store.records(runSet.id));
    expect(store.artifact(artifactKey('c'))).toBeUndefined();
  });

  it('keeps what a compiler said with its attempt, and tells it with the artifact', () => {
    const [one, two] = [newAttempt(runSet.id, conversion, 1), newAttempt(runSet.id, conversion, 2)];
    store.record(runSet.id, woke(), [launch(one), launch(two)], wall(1));
    const made = { kind: 'bytes' as const, digest: digestOf('a'), bytes: bytes(1) };
    const artifact = { key: artifactKey('a'), step: stepKey('optimise'), made };
    store.record(runSet.id, ended(one, { kind: 'succeeded' }, { artifact, reading }), [], wall(2));
    expect(store.records(runSet.id)[0]?.reading).toEqual(reading);
    expect(store.artifact(artifact.key)).toEqual({ ...artifact, madeBy: one.id, said: reading });
    expect(store.artifacts()).toEqual([{ ...artifact, madeBy: one.id, said: reading }]);
    // Made again by a tool of which nothing is read: nothing is known of these bytes.
    store.record(runSet.id, ended(two, { kind: 'succeeded' }, { artifact }), [], wall(3));
    expect(store.artifact(artifact.key)).toEqual({ ...artifact, madeBy: two.id });
  });

  it('shows what a later reader says, keeps what was there, and takes a revision once', () => {
    store.record(runSet.id, woke(), [launch(first)], wall(1));
    const told = { ...evidence, reading: { ...reading, tool: 'trtexec' as const } };
    store.record(runSet.id, ended(first, { kind: 'succeeded' }, told), [], wall(2));
    const [mean] = evidence.metrics.filter(({ source }) => source === 'reported');
    const figures = [{ ...mean, name: 'a-figure', value: 9 } as Metric, { ...mean, value: 5 } as Metric];
    const later = { ...told.reading, revision: 2, figures };
    expect(store.reread(first.id, later, wall(3))).toBe(true);
    const [record] = store.records(runSet.id);
    const computed = evidence.metrics.filter(({ source }) => source === 'computed');
    expect(record?.metrics).toEqual([figures[0], ...computed, figures[1]]);
    expect(record).toMatchObject({ reading: later, metricRows: evidence.metrics.length });
    // What the journal says of its end is still true.
    expect(record && new JournaledEnds(store.journal(runSet.id, 0)).findings(record)).toEqual([]);
    for (const old of [later, told.reading]) expect(store.reread(first.id, old, wall(4))).toBe(false);
    expect(store.records(runSet.id)).toEqual([record]);
    expect(record && manifestAttempt(record).reading).toMatchObject({ revision: 2, facts: { operators: 88 } });
    expect(record && manifestAttempt(record).reading?.facts).not.toHaveProperty('input');
  });

  it('journals every event in order, small and canonical', () => {
    store.record(runSet.id, woke(5), [launch(first), { kind: 'sleep', until: ns(9) }], wall(1));
    store.record(runSet.id, launched(first, 6), [], wall(2));
    store.record(runSet.id, ended(first, { kind: 'succeeded' }, evidence), [{ kind: 'probe', board }], wall(3));
    const journal = store.journal(runSet.id, 0);
    expect(journal.map(({ seq, at, kind, body }) => `${seq} ${at} ${kind} ${canonicalJson(body)}`)).toEqual([
      `1 5 woke {"next":["launch ${first.id}","sleep 9"]}`,
      `2 6 launched {"attempt":"${first.id}"}`,
      `3 3 ended {"attempt":"${first.id}","files":2,"metrics":3,"next":["probe here"],"outcome":{"kind":"succeeded"}}`,
    ]);
    expect(store.journal(runSet.id, 2)).toEqual(journal.slice(2));
  });
});
