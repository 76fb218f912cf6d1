/** What a board says of its Python: a real one in a real environment, asked by the real supervisor. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { within } from '#test/boards/rig.js';
import { Stage } from '#test/boards/stage.js';

test('a package of Python is found where that Python looks, in any spelling of its name, and is not imported', async () => {
  await using at = await Stage.open();
  const environment = join(at.rig.folder, 'environment');
  execFileSync('python3', ['-m', 'venv', '--without-pip', environment]);
  const [lib] = readdirSync(join(environment, 'lib'));
  const first = join(environment, 'lib', lib!, 'site-packages');
  const second = join(at.rig.folder, 'second');
  for (const folder of ['some_engine-1.2.3.dist-info', '../../../../second/some_engine-9.9.9.dist-info']) {
    mkdirSync(join(first, folder), { recursive: true });
  }
  mkdirSync(join(second, 'other.engine-2.0-py3.9.egg-info'));
  writeFileSync(join(first, 'second.pth'), second);
  writeFileSync(join(first, 'some_engine.py'), 'raise SystemExit("imported")');
  const python = join(environment, 'bin/python3');
  const board = { ...at.rig.board, programs: { python } };
  const connection = await at.rig.connector.connect(board, within(at.rig.clock));
  await using session = connection.ok ? connection.value : expect.unreachable(JSON.stringify(connection.error));
  const probe = (name: string) => ({ name, kind: 'python-package' as const, package: name });
  const facts = await session.facts(['some.engine', 'Other-Engine', 'engine'].map(probe), within(at.rig.clock));
  expect(facts).toMatchObject({
    ok: true,
    value: {
      python: { path: python, version: expect.stringMatching(/^3\.\d+\.\d+$/) },
      tools: {
        'some.engine': { kind: 'found', version: '1.2.3', at: first },
        'Other-Engine': { kind: 'found', version: '2.0', at: second },
        engine: { kind: 'missing', said: `${python}: no package engine` },
      },
    },
  });
});

test('a board whose Python does not start has none, and its packages are missing', async () => {
  await using at = await Stage.open();
  const board = { ...at.rig.board, programs: { python: '/bin/false' } };
  const connection = await at.rig.connector.connect(board, within(at.rig.clock));
  await using session = connection.ok ? connection.value : expect.unreachable(JSON.stringify(connection.error));
  const probe = { name: 'engine', kind: 'python-package', package: 'engine' } as const;
  expect(await session.facts([probe], within(at.rig.clock))).toMatchObject({
    ok: true,
    value: { python: null, tools: { engine: { kind: 'missing', said: 'no Python was found' } } },
  });
});
