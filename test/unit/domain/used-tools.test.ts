import { expect, test } from 'vitest';
import type { BoardFacts, FoundTool } from '#domain/board.js';
import { usedFacts } from '#domain/used-tools.js';
import { virtualFacts } from '#test/simulation/virtual-ports.js';

const at = (python: string, version: string): FoundTool => ({
  version,
  at: `${python}/lib`,
  python,
  pythonVersion: '3.11.2',
});

function board(tools: Readonly<Record<string, readonly FoundTool[]>>): BoardFacts {
  const facts = Object.entries(tools).map(([name, [first, ...others]]) => [name, { kind: 'found', ...first, others }]);
  return { ...virtualFacts, tools: Object.fromEntries(facts) };
}

test('the version that is asked for is used, with the Python that has it; without one the first', () => {
  const facts = board({ engine: [at('/new', '2.0'), at('/old', '1.0')] });
  const used = (wanted: string) =>
    usedFacts(facts, { tools: ['python', 'engine'], version: { wanted, of: ['engine'] } });
  expect(used('1.0')).toMatchObject({
    python: { path: '/old' },
    tools: { engine: { version: '1.0', at: '/old/lib' } },
  });
  expect(used('2.0')).toMatchObject({ python: { path: '/new' }, tools: { engine: { version: '2.0' } } });
  expect(usedFacts(facts, { tools: ['engine'], version: null }).python?.path).toBe('/new');
  // What is not there is not made up: what is there instead is told.
  expect(used('3.0').tools['engine']).toMatchObject({ version: '2.0' });
});

test('all packages of one process lie in one Python', () => {
  const facts = board({ engine: [at('/a', '1.0'), at('/b', '1.0')], converter: [at('/b', '5.0')] });
  expect(usedFacts(facts, { tools: ['engine', 'converter'], version: null })).toMatchObject({
    python: { path: '/b' },
    tools: { engine: { at: '/b/lib' }, converter: { at: '/b/lib' } },
  });
  const apart = board({ engine: [at('/a', '1.0')], converter: [at('/b', '5.0')] });
  expect(usedFacts(apart, { tools: ['engine', 'converter'], version: null }).tools['converter']).toEqual({
    kind: 'missing',
    said: '/a has no converter; /b has it',
  });
});

test('tools that are no packages of Python leave the board its own', () => {
  const facts = board({ compiler: [{ version: '8.6', at: '/usr/bin' }] });
  expect(usedFacts(facts, { tools: ['compiler'], version: null }).python).toEqual(facts.python);
});
