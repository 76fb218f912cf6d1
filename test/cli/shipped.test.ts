/** Every experiment and inventory that is shipped is accepted as it is, and can be planned on a machine that never saw it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt, root, runToEnd } from '#test/cli/binary.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-shipped-'));
const yamlIn = (place: string): readonly string[] =>
  readdirSync(join(root, place))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${place}/${name}`);
const experiments = yamlIn('experiments');

beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('nothing is wrong with them, not even a warning', async () => {
  const files = [...experiments, ...yamlIn('inventory')];
  expect(files.length).toBeGreaterThan(5);
  const { code, out } = await runToEnd(['validate', '--strict', ...files], { cwd: root });
  expect([code, out.match(/^ok /gm)?.length]).toEqual([0, files.length]);
});

test.each(experiments)('%s is planned', async (path) => {
  const { code, out, err } = await runToEnd(['plan', path, '--store', folder, '--json'], { cwd: root });
  expect([code, err]).toEqual([0, '']);
  const { byKind, expansion } = JSON.parse(out) as {
    byKind: Record<string, number>;
    expansion: Record<'combinations' | 'excluded' | 'included' | 'shared', number>;
  };
  const planned = Object.values(byKind).reduce((sum, cells) => sum + cells, 0);
  expect(planned).toBeGreaterThan(0);
  expect(planned).toBe(expansion.combinations - expansion.excluded + expansion.included - expansion.shared);
});
