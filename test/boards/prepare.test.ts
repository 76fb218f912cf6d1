/** Environments on real boards: made by real pips from wheels of a folder, so that no network is needed. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createPipWheels } from '#adapters/boards/pip-wheels.js';
import type { EnvironmentOutcome } from '#domain/environment.js';
import { LocalRig } from '#test/boards/local-rig.js';
import { within } from '#test/boards/rig.js';
import { SshRig } from '#test/boards/ssh-rig.js';
import { engine, engineProbe, makeWheels, prepare, wheelDigest } from '#test/boards/wheels.js';

afterEach(() => vi.unstubAllEnvs());

/** Milliseconds, for hangs: pip takes a second to start on a board that is quick. */
const patience = 300_000;

function folderIn(rig: LocalRig, name: string): string {
  const folder = join(rig.folder, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What the pip of the board's user is told. */
function configurePip({ sshd }: SshRig, ...lines: readonly string[]): void {
  const folder = join(sshd.home, '.config', 'pip');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pip.conf'), ['[global]', ...lines, ''].join('\n'));
}

const kinds = (outcomes: readonly EnvironmentOutcome[]): readonly string[] => outcomes.map(({ kind }) => kind);

const recordOf = (rig: LocalRig, version: string): string =>
  join(rig.folder, 'state', 'environments', 'toy.runtime', version, 'packages.json');

async function toolsOf(rig: SshRig | LocalRig) {
  const session = await rig.connector.connect(rig.board, within(rig.clock));
  await using connected = session.ok ? session.value : expect.unreachable(JSON.stringify(session.error));
  const facts = await connected.facts([engineProbe], within(rig.clock));
  return facts.ok ? facts.value : expect.unreachable(JSON.stringify(facts.error));
}

test(
  'two versions lie side by side, a second call does nothing, and what somebody changed is made anew',
  async () => {
    await using rig = await SshRig.start();
    const wheels = folderIn(rig.local, 'wheels');
    makeWheels(wheels, 'engine 1.0.0 helper', 'engine 2.0.0', 'helper 0.5');
    configurePip(rig, 'no-index = true', `find-links = ${wheels}`);

    const both = [engine('1.0.0'), engine('2.0.0')];
    expect(kinds(await prepare(rig, both, { dryRun: true }))).toEqual(['to-make', 'to-make']);
    expect(existsSync(join(rig.local.folder, 'state', 'environments'))).toBe(false);
    const made = await prepare(rig, both);
    expect(made).toMatchObject([
      {
        kind: 'made',
        offline: false,
        environment: {
          packages: [
            { name: 'engine', version: '1.0.0', sha256: wheelDigest(wheels, 'engine-1.0.0-py3-none-any.whl') },
            { name: 'helper', version: '0.5', sha256: wheelDigest(wheels, 'helper-0.5-py3-none-any.whl') },
          ],
        },
      },
      { kind: 'made', environment: { packages: [{ name: 'engine', version: '2.0.0' }] } },
    ]);
    // The newer one comes first where nobody asks for a version, each with the Python that has it.
    const { engine: found } = (await toolsOf(rig)).tools;
    const pythonOf = (version: string) =>
      join(rig.local.folder, `state/environments/toy.runtime/${version}/bin/python`);
    expect(found).toMatchObject({
      kind: 'found',
      version: '2.0.0',
      python: pythonOf('2.0.0'),
      others: [{ version: '1.0.0', python: pythonOf('1.0.0') }],
    });

    const before = statSync(recordOf(rig.local, '1.0.0')).mtimeMs;
    expect(kinds(await prepare(rig, both))).toEqual(['ready', 'ready']);
    expect(statSync(recordOf(rig.local, '1.0.0')).mtimeMs).toBe(before);

    const [lib = ''] = readdirSync(join(recordOf(rig.local, '1.0.0'), '../lib'));
    rmSync(join(recordOf(rig.local, '1.0.0'), '../lib', lib, 'site-packages/helper-0.5.dist-info'), {
      recursive: true,
    });
    const digest = (await toolsOf(rig)).environments?.find(({ version }) => version === '1.0.0')?.digest;
    const again = await prepare(rig, both);
    expect(kinds(again)).toEqual(['made', 'ready']);
    expect(again[0]).toMatchObject({ environment: { digest: made[0]?.kind === 'made' && made[0].environment.digest } });
    expect(again[0]).not.toMatchObject({ environment: { digest } });
  },
  patience,
);

test(
  'a board that reaches no index gets its wheels from here; one that there is none of is named',
  async () => {
    await using rig = await SshRig.start();
    const wheels = folderIn(rig.local, 'wheels');
    makeWheels(wheels, 'engine 1.0.0 helper', 'helper 0.5');
    // Port 9 (discard) is served by nobody.
    configurePip(rig, 'index-url = http://127.0.0.1:9/simple');
    vi.stubEnv('PIP_NO_INDEX', '1');
    vi.stubEnv('PIP_FIND_LINKS', wheels);

    expect(await prepare(rig, [engine('1.0.0')])).toMatchObject([
      {
        kind: 'made',
        offline: true,
        environment: { packages: [{ name: 'engine' }, { name: 'helper', version: '0.5' }] },
      },
    ]);
    expect(await prepare(rig, [engine('9.9.9')], { offline: true })).toMatchObject([
      {
        kind: 'failed',
        failure: { code: 'environment/no-wheel', facts: { requirement: 'engine==9.9.9', versions: '1.0.0' } },
      },
    ]);
  },
  patience,
);

test("what wheels need is decided by the board's machine and Python, not by those that fetch them", async () => {
  await using rig = new LocalRig();
  const wheels = folderIn(rig, 'wheels');
  const needs = [
    'arm;platform_machine=="aarch64"',
    'pc;platform_machine!="aarch64"',
    'old;python_full_version<"3.8.5"',
  ];
  makeWheels(wheels, 'engine 1.0.0 ' + needs.join(' '), 'arm 1', 'pc 1', 'old 1', 'either 1');
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', wheels);
  await using pip = createPipWheels(rig.clock);
  const fetched = async (arch: string, version: string): Promise<readonly string[]> => {
    const target = { path: '/usr/bin/python3', arch, version, glibc: '2.31', venv: true, pip: true };
    const wanted = { packages: ['engine==1.0.0', `either; platform_machine == '${arch}'`], alone: [] };
    const got = await pip.fetch(wanted, target, within(rig.clock));
    return got.ok ? got.value.map(({ name }) => name.split('-')[0] ?? '') : expect.unreachable(got.error);
  };
  expect(await fetched('aarch64', '3.8.2')).toEqual(['arm', 'either', 'engine', 'old']);
  expect(await fetched('x86_64', '3.13.1')).toEqual(['either', 'engine', 'pc']);
});

/** An index that answers nobody; `asked` is fulfilled when pip waits for it. */
async function silentIndex() {
  const callers: Socket[] = [];
  const server = createServer((socket) => callers.push(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    asked: once(server, 'connection'),
    [Symbol.asyncDispose]: async () => {
      for (const socket of callers) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

test(
  'what is cut off in the middle is no environment: stopped it is gone at once, killed it is made anew',
  async () => {
    await using rig = new LocalRig();
    const wheels = folderIn(rig, 'wheels');
    makeWheels(wheels, 'engine 1.0.0');
    vi.stubEnv('PIP_FIND_LINKS', undefined);
    const folder = join(recordOf(rig, '1.0.0'), '..');
    {
      await using index = await silentIndex();
      vi.stubEnv('PIP_INDEX_URL', index.url);
      const stop = new AbortController();
      const stopped = prepare(rig, [engine('1.0.0')], { signal: stop.signal });
      await index.asked;
      expect(existsSync(join(folder, 'bin/python'))).toBe(true);
      stop.abort();
      expect(kinds(await stopped)).toEqual(['failed']);
      expect(existsSync(folder)).toBe(false);
    }
    {
      await using index = await silentIndex();
      vi.stubEnv('PIP_INDEX_URL', index.url);
      const killed = prepare(rig, [engine('1.0.0')]);
      await index.asked;
      const attempt = readdirSync(join(rig.folder, 'state', 'attempts')).find(
        (name) =>
          existsSync(join(rig.folder, 'state', 'attempts', name, 'begin')) &&
          !existsSync(join(rig.folder, 'state', 'attempts', name, 'outcome')),
      );
      await rig.killSupervisor(attempt ?? '');
      await rig.killRunner(attempt ?? '');
      expect(kinds(await killed)).toEqual(['failed']);
      expect(existsSync(folder)).toBe(true);
      expect((await toolsOf(rig)).environments).toEqual([]);
    }
    vi.stubEnv('PIP_NO_INDEX', '1');
    vi.stubEnv('PIP_FIND_LINKS', wheels);
    expect(kinds(await prepare(rig, [engine('1.0.0')]))).toEqual(['made']);
    // Nothing of all that stays on the board but the environment.
    expect(readdirSync(join(rig.folder, 'state', 'attempts'))).toEqual([]);
  },
  patience,
);
