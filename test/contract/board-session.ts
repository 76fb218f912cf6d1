/** What every board must do, whatever it is made of: the port's promises, run on the real local board and on simulated ones. */
import { describe, expect, test } from 'vitest';
import { bytes, milliseconds } from '#core/units.js';
import type { SpoolFile } from '#domain/job.js';
import { attemptId } from '#domain/names.js';
import type { BoardSession } from '#ports/boards.js';
import { type BoardRig, within } from '#test/boards/rig.js';

interface Stage extends AsyncDisposable {
  readonly rig: BoardRig;
  readonly session: BoardSession;
}

export function boardSessionContract(name: string, makeRig: () => BoardRig | Promise<BoardRig>): void {
  async function stage(): Promise<Stage> {
    const rig = await makeRig();
    const session = await connected(rig).catch(async (error: unknown) => {
      await rig[Symbol.asyncDispose]();
      throw error;
    });
    return {
      rig,
      session,
      [Symbol.asyncDispose]: async () => {
        await session[Symbol.asyncDispose]();
        await rig[Symbol.asyncDispose]();
      },
    };
  }

  describe(`${name}: who has it`, () => {
    test('is told of a living holder, and a board that nobody holds is free', async () => {
      await using at = await stage();
      const free = { ok: true, value: { kind: 'free', swept: 0, left: 'empty' } };
      expect(await at.session.vacate('look', within(at.rig.clock))).toEqual(free);
      expect(await at.session.vacate('sweep', within(at.rig.clock))).toEqual(free);
      await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      const held = { ok: true, value: { kind: 'held', holder: { attempt: 'a-1' } } };
      expect(await at.session.vacate('look', within(at.rig.clock))).toMatchObject(held);
      expect(await at.session.vacate('sweep', within(at.rig.clock))).toMatchObject(held);
      expect(await at.rig.lives('a-1')).toBe(true);
    });

    test('who stops a living holder leaves an empty board, and the attempt says that it was stopped', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      await at.rig.up('a-1');
      await using other = await connected(at.rig);
      expect(await other.vacate('stop', within(at.rig.clock))).toMatchObject({
        ok: true,
        value: { kind: 'free', left: 'empty' },
      });
      expect(await at.rig.lives('a-1')).toBe(false);
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'stopped' });
    });

    test('what a dead holder left is ended and counted', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      await at.rig.up('a-1');
      await at.rig.killSupervisor('a-1');
      const swept = await at.session.vacate('sweep', within(at.rig.clock));
      expect(swept).toMatchObject({ ok: true, value: { kind: 'free', left: 'empty' } });
      expect(await at.rig.lives('a-1')).toBe(false);
    });
  });

  describe(`${name}: one attempt`, () => {
    test('begins, ends and can be harvested and forgotten', async () => {
      await using at = await stage();
      const { rig, session } = at;
      const id = attemptId('a-1');
      expect(await session.look(id, within(rig.clock))).toEqual({ ok: true, value: { kind: 'absent' } });
      expect(await session.launch(rig.job('a-1', 'succeeds'), within(rig.clock))).toEqual(begun);
      const ended = { kind: 'ended', ending: { reason: 'exited', exitCode: 0, signal: null, left: 'empty' } };
      expect(await session.wait(id, within(rig.clock))).toMatchObject({ ok: true, value: ended });
      expect(await session.look(id, within(rig.clock))).toMatchObject({ ok: true, value: ended });
      expect(await text(at, 'a-1', 'messages')).toBe('hello\n');
      expect(await text(at, 'a-1', 'out')).toBe('');
      expect(await session.forget(id, within(rig.clock))).toEqual({ ok: true, value: undefined });
      expect(await session.look(id, within(rig.clock))).toEqual({ ok: true, value: { kind: 'absent' } });
      expect(await session.forget(id, within(rig.clock))).toEqual({ ok: true, value: undefined });
    });

    test('is read by offset, and says when there is more', async () => {
      await using at = await stage();
      const id = attemptId('a-1');
      await at.session.launch(at.rig.job('a-1', 'succeeds'), within(at.rig.clock));
      await at.session.wait(id, within(at.rig.clock));
      const passage = { attempt: id, file: 'messages' as const, from: bytes(1), max: bytes(3) };
      expect(await at.session.read(passage, within(at.rig.clock))).toEqual({
        ok: true,
        value: { bytes: Buffer.from('ell'), end: false },
      });
      expect(await at.session.read({ ...passage, from: bytes(6) }, within(at.rig.clock))).toMatchObject({
        ok: true,
        value: { end: true },
      });
    });

    test('keeps the exit code of a failure', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'fails with 7'), within(at.rig.clock));
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'exited', exitCode: 7 });
    });

    test('that is launched twice runs once', async () => {
      await using at = await stage();
      const job = at.rig.job('a-1', 'never ends');
      expect(await at.session.launch(job, within(at.rig.clock))).toEqual(begun);
      expect(await at.session.launch(job, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'exists' } });
      await using other = await connected(at.rig);
      expect(await other.launch(job, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'exists' } });
    });

    test('that is forgotten never begins again, however late its launch comes', async () => {
      await using at = await stage();
      const [begunAndEnded, neverBegun] = [at.rig.job('a-1', 'succeeds'), at.rig.job('a-2', 'succeeds')];
      await at.session.launch(begunAndEnded, within(at.rig.clock));
      await at.session.wait(begunAndEnded.attempt, within(at.rig.clock));
      for (const job of [begunAndEnded, neverBegun]) {
        expect(await at.session.forget(job.attempt, within(at.rig.clock))).toEqual({ ok: true, value: undefined });
        expect(await at.session.launch(job, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'exists' } });
        expect(await at.session.look(job.attempt, within(at.rig.clock))).toEqual({
          ok: true,
          value: { kind: 'absent' },
        });
      }
    });

    test('goes on when its session is closed, and is adopted by another', async () => {
      await using at = await stage();
      const first = await connected(at.rig);
      await first.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      await at.rig.up('a-1');
      await first[Symbol.asyncDispose]();
      expect(await at.rig.lives('a-1')).toBe(true);
      const adopted = end(at, 'a-1');
      await at.rig.killRunner('a-1');
      expect(await adopted).toMatchObject({ reason: 'exited', exitCode: null, signal: 9 });
    });

    test('is still running when the deadline of a wait comes', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      const running = { ok: true, value: { kind: 'running' } };
      expect(await at.session.wait(attemptId('a-1'), within(at.rig.clock, 0.2))).toEqual(running);
      await using other = await connected(at.rig);
      expect(await other.wait(attemptId('a-1'), within(at.rig.clock, 0.2))).toEqual(running);
      expect(await other.forget(attemptId('a-1'), within(at.rig.clock))).toMatchObject({ ok: false });
    });

    test('waits for nothing that was never begun', async () => {
      await using at = await stage();
      expect(await at.session.wait(attemptId('none'), within(at.rig.clock))).toEqual({
        ok: true,
        value: { kind: 'absent' },
      });
      expect(await at.session.stop(attemptId('none'), within(at.rig.clock))).toEqual({ ok: true, value: 'empty' });
    });
  });

  describe(`${name}: the end by force`, () => {
    test.each(['never ends', 'ignores TERM'] as const)('stop empties the tree of a runner that %s', async (deed) => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', deed), within(at.rig.clock));
      await at.rig.up('a-1');
      expect(await at.session.stop(attemptId('a-1'), within(at.rig.clock))).toEqual({ ok: true, value: 'empty' });
      expect(await at.rig.lives('a-1')).toBe(false);
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'stopped', left: 'empty' });
    });

    test('the run limit ends a runner', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'never ends', { runNs: milliseconds(200) }), within(at.rig.clock));
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'timeout', left: 'empty' });
      expect(await at.rig.lives('a-1')).toBe(false);
    });

    test('too many messages end a runner', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'floods', { messagesBytes: bytes(10_000) }), within(at.rig.clock));
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'flooded', left: 'empty' });
    });

    test('a killed supervisor is seen as vanished, and its runner is ended', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      await at.rig.up('a-1');
      await at.rig.killSupervisor('a-1');
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'vanished', left: 'empty', exitCode: null });
      expect(await at.rig.lives('a-1')).toBe(false);
    });
  });

  describe(`${name}: one board for all`, () => {
    test('a second attempt is answered with the holder, and begins when the first has ended', async () => {
      await using at = await stage();
      await using other = await connected(at.rig);
      await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
      const held = await other.launch(at.rig.job('a-2', 'succeeds'), within(at.rig.clock));
      expect(held).toMatchObject({ ok: true, value: { kind: 'held', holder: { attempt: 'a-1' } } });
      expect(await other.look(attemptId('a-2'), within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'absent' } });
      await at.session.stop(attemptId('a-1'), within(at.rig.clock));
      expect(await other.launch(at.rig.job('a-2', 'succeeds'), within(at.rig.clock))).toEqual(begun);
    });

    test('of two launches at once exactly one begins', async () => {
      await using at = await stage();
      await using other = await connected(at.rig);
      const both = await Promise.all([
        at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock)),
        other.launch(at.rig.job('a-2', 'never ends'), within(at.rig.clock)),
      ]);
      expect(both.map((one) => one.ok && one.value.kind).sort()).toEqual(['begun', 'held']);
    });

    test('a launch ends what a killed supervisor left before it begins', async () => {
      await using at = await stage();
      await at.session.launch(at.rig.job('a-1', 'ignores TERM'), within(at.rig.clock));
      await at.rig.up('a-1');
      await at.rig.killSupervisor('a-1');
      expect(await at.session.launch(at.rig.job('a-2', 'never ends'), within(at.rig.clock))).toEqual(begun);
      expect(await at.rig.lives('a-1')).toBe(false);
      expect(await end(at, 'a-1')).toMatchObject({ reason: 'vanished' });
    });
  });

  test(`${name}: a file is sent once`, async () => {
    await using at = await stage();
    const file = await at.rig.file('weights');
    expect(await at.session.put(file, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'sent' } });
    expect(await at.session.put(file, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'present' } });
    await using other = await connected(at.rig);
    expect(await other.put(file, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'present' } });
  });

  test(`${name}: a file is not sent beside a measurement, whose holder is named`, async () => {
    await using at = await stage();
    await using other = await connected(at.rig);
    const [known, late] = [await at.rig.file('weights'), await at.rig.file('others')];
    expect(await at.session.put(known, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'sent' } });
    await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
    expect(await other.put(known, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'present' } });
    const held = { ok: true, value: { kind: 'held', holder: { attempt: 'a-1' } } };
    expect(await other.put(late, within(at.rig.clock))).toMatchObject(held);
    await at.session.stop(attemptId('a-1'), within(at.rig.clock));
    expect(await other.put(late, within(at.rig.clock))).toEqual({ ok: true, value: { kind: 'sent' } });
  });

  test(`${name}: a cancelled call says that nothing is known`, async () => {
    await using at = await stage();
    await at.session.launch(at.rig.job('a-1', 'never ends'), within(at.rig.clock));
    const cancel = new AbortController();
    const waiting = at.session.wait(attemptId('a-1'), within(at.rig.clock, 60, cancel.signal));
    cancel.abort();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'board/link-lost' } });
    expect(await at.session.look(attemptId('a-1'), within(at.rig.clock))).toEqual({
      ok: true,
      value: { kind: 'running' },
    });
  });
}

const begun = { ok: true, value: { kind: 'begun' } };

async function connected(rig: BoardRig): Promise<BoardSession> {
  const session = await rig.connector.connect(rig.board, within(rig.clock));
  if (!session.ok) throw new Error(`no session: ${JSON.stringify(session.error)}`);
  return session.value;
}

async function end({ rig, session }: Stage, attempt: string) {
  const seen = await session.wait(attemptId(attempt), within(rig.clock));
  return seen.ok && seen.value.kind === 'ended' ? seen.value.ending : seen;
}

async function text({ rig, session }: Stage, attempt: string, file: SpoolFile): Promise<string> {
  const passage = { attempt: attemptId(attempt), file, from: bytes(0), max: bytes(65_536) };
  const chunk = await session.read(passage, within(rig.clock));
  if (!chunk.ok) throw new Error(JSON.stringify(chunk.error));
  return Buffer.from(chunk.value.bytes).toString('utf8');
}
