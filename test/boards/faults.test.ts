/**
 * What a network does to a link, each fault by its name, through a real sshd and a proxy that fails at an exact byte. What
 * has begun goes on and is found again; what was not proved is not believed; nothing begins twice.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytes, seconds } from '#core/units.js';
import type { Board } from '#domain/board.js';
import { attemptId } from '#domain/names.js';
import type { BoardSession } from '#ports/boards.js';
import { type Direction, type Fault, FaultProxy } from '#test/boards/fault-proxy.js';
import { within } from '#test/boards/rig.js';
import { SshRig, sshConnector } from '#test/boards/ssh-rig.js';

/** Quick enough to notice a black hole within a test, and long enough for two busy cores to answer. */
const patience = { aliveIntervalNs: seconds(1), connectTimeoutNs: seconds(5) };
const blackHoles = ['black-hole-up', 'black-hole-down', 'black-hole'] as const satisfies readonly Fault[];
const faults: readonly Fault[] = ['fin', 'rst', ...blackHoles];
const id = attemptId('a-1');

class Way implements AsyncDisposable {
  readonly rig: SshRig;
  readonly proxy: FaultProxy;
  readonly #sessions: BoardSession[] = [];

  private constructor(rig: SshRig, proxy: FaultProxy) {
    this.rig = rig;
    this.proxy = proxy;
  }

  static async open(): Promise<Way> {
    const rig = await SshRig.start();
    return new Way(rig, await FaultProxy.to(rig.sshd.port));
  }

  get board(): Board {
    return this.rig.at({ ...this.rig.sshd.target, port: this.proxy.port });
  }

  /** A connection of its own, as another life of the orchestrator would have. */
  async session(): Promise<BoardSession> {
    const session = await sshConnector(this.rig.clock, '/dev/null', patience).connect(
      this.board,
      within(this.rig.clock),
    );
    if (!session.ok) throw new Error(JSON.stringify(session.error));
    this.#sessions.push(session.value);
    return session.value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) await session[Symbol.asyncDispose]();
    await this.proxy[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}

const lost = { ok: false, error: { code: 'board/link-lost', class: 'infrastructure' } };

test.each(['fin', 'rst'] as const)(
  'a link dropped in mid-run by %s: the wait goes on over a new one',
  async (fault) => {
    await using way = await Way.open();
    const { rig, proxy } = way;
    const session = await way.session();
    expect(await session.launch(rig.job('a-1', 'never ends'), within(rig.clock))).toMatchObject({ ok: true });
    await rig.up('a-1');
    const ended = session.wait(id, within(rig.clock));
    proxy.strike(fault);
    // This one may still go the old way.
    await session.look(id, within(rig.clock));
    expect(await session.look(id, within(rig.clock))).toEqual({ ok: true, value: { kind: 'running' } });
    await rig.killRunner('a-1');
    expect(await ended).toMatchObject({ ok: true, value: { kind: 'ended', ending: { reason: 'exited', signal: 9 } } });
  },
);

test.each(blackHoles)('a link dropped in mid-run by a %s: the run goes on and is adopted', async (fault) => {
  await using way = await Way.open();
  const { rig, proxy } = way;
  const first = await way.session();
  expect(await first.launch(rig.job('a-1', 'never ends'), within(rig.clock))).toMatchObject({ ok: true });
  await rig.up('a-1');
  const waiting = first.wait(id, within(rig.clock, 8));
  proxy.strike(fault);
  // Lost or still trying to come back: unknown, which is not over.
  expect(await waiting).not.toMatchObject({ value: { kind: 'ended' } });
  expect(await rig.lives('a-1')).toBe(true);
  proxy.mend();
  const second = await way.session();
  const ended = second.wait(id, within(rig.clock));
  await rig.killRunner('a-1');
  expect(await ended).toMatchObject({ ok: true, value: { kind: 'ended', ending: { reason: 'exited', signal: 9 } } });
});

test.each([...faults.flatMap((fault) => (['up', 'down'] as const).map((way): [Fault, Direction] => [fault, way]))])(
  'a link dropped at the launch (%s, at the first byte %s): nothing runs twice',
  async (fault, direction) => {
    await using way = await Way.open();
    const { rig, proxy } = way;
    const ledger = join(rig.local.folder, 'ledger');
    const job = rig.local.command('a-1', ['sh', '-c', `echo begun >> '${ledger}'`]);
    const first = await way.session();
    const sprung = proxy.strikeAfter(1, direction, fault);
    const launched = first.launch(job, within(rig.clock));
    await sprung;
    expect(await launched).toMatchObject(lost);
    proxy.mend();
    // The launch may be on its way still, or over, or never have come: whatever it is, the second asks for the same.
    const second = await way.session();
    expect(await second.launch(job, within(rig.clock))).toMatchObject({ ok: true });
    expect(await second.wait(id, within(rig.clock))).toMatchObject({ ok: true, value: { kind: 'ended' } });
    expect(readFileSync(ledger, 'utf8')).toBe('begun\n');
  },
);

test.each(faults)('a link dropped in mid-upload by %s: no partial file is ever there', async (fault) => {
  await using way = await Way.open();
  const { rig, proxy } = way;
  const file = await rig.file('x'.repeat(4_000_000));
  const store = join(rig.local.state, 'store');
  const first = await way.session();
  const sprung = proxy.strikeAfter(1_500_000, 'up', fault);
  const put = first.put(file, within(rig.clock));
  await sprung;
  expect(await put).toMatchObject({ ok: false });
  expect(existsSync(join(store, file.digest))).toBe(false);
  proxy.mend();
  const second = await way.session();
  expect(await second.put(file, within(rig.clock))).toMatchObject({ ok: true, value: { kind: 'sent' } });
  expect(readFileSync(join(store, file.digest), 'utf8')).toHaveLength(4_000_000);
  expect(readdirSync(store).filter((name) => name.length === 64)).toEqual([file.digest]);
});

test.each(faults)('a link dropped in mid-harvest by %s: half a file is no file', async (fault) => {
  await using way = await Way.open();
  const { rig, proxy } = way;
  const job = rig.local.command('a-1', ['sh', '-c', 'head -c 900000 /dev/zero > messages'], {
    messagesBytes: bytes(2_000_000),
  });
  const first = await way.session();
  await first.launch(job, within(rig.clock));
  await first.wait(id, within(rig.clock));
  const sprung = proxy.strikeAfter(100_000, 'down', fault);
  const passage = { attempt: id, file: 'messages', from: bytes(0), max: bytes(1_000_000) } as const;
  const read = first.read(passage, within(rig.clock));
  await sprung;
  expect(await read).toMatchObject({ ok: false });
  proxy.mend();
  const again = await (await way.session()).read(passage, within(rig.clock));
  expect(again.ok && again.value.bytes.length).toBe(900_000);
});

test('a board that is off refuses, and is reached again when it is on', async () => {
  await using way = await Way.open();
  const { rig, proxy } = way;
  const first = await way.session();
  proxy.refuse();
  expect(await first.look(id, within(rig.clock))).toMatchObject(lost);
  const connector = sshConnector(rig.clock, '/dev/null', patience);
  expect(await connector.connect(way.board, within(rig.clock))).toMatchObject({
    ok: false,
    error: { class: 'infrastructure' },
  });
  proxy.mend();
  expect(await (await way.session()).look(id, within(rig.clock))).toEqual({ ok: true, value: { kind: 'absent' } });
});

test('a wrong host key is refused before anything is said, and not asked for again', async () => {
  await using way = await Way.open();
  await using other = await SshRig.start();
  const { rig, proxy } = way;
  const hostKeys = [other.sshd.fingerprint];
  const board = rig.at({ ...rig.sshd.target, port: proxy.port, hostKeys });
  const refused = await sshConnector(rig.clock).connect(board, within(rig.clock));
  expect(refused).toMatchObject({ ok: false, error: { class: 'deterministic' } });
  expect(proxy.begun).toBe(1);
  expect(existsSync(rig.local.state)).toBe(false);
});

test('a runner that prints 5 GB leaves bounded logs and does not grow this process', async () => {
  await using way = await Way.open();
  const { rig } = way;
  const flood = 'head -c 5000000000 /dev/zero; echo done >> messages';
  const session = await way.session();
  const before = process.memoryUsage().rss;
  await session.launch(rig.local.command('a-1', ['sh', '-c', flood]), within(rig.clock));
  expect(await session.wait(id, within(rig.clock, 110))).toMatchObject({ value: { ending: { exitCode: 0 } } });
  const attempt = join(rig.local.state, 'attempts', 'a-1');
  expect(readFileSync(join(attempt, 'stdout')).length).toBeLessThanOrEqual(65_536);
  expect(readFileSync(join(attempt, 'stdout.tail')).length).toBeLessThanOrEqual(65_536);
  const read = await session.read(
    { attempt: id, file: 'stdout', from: bytes(0), max: bytes(1_000_000) },
    within(rig.clock),
  );
  expect(read.ok && read.value.bytes.length).toBeLessThanOrEqual(65_536);
  expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(100);
});
