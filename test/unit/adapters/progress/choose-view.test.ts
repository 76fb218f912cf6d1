import { expect, test } from 'vitest';
import { chooseView, type Surroundings } from '#adapters/progress/choose-view.js';

const terminal: Surroundings = { json: false, isTTY: true, columns: 100, env: { TERM: 'xterm' } };

test.each<[string, string, Partial<Surroundings>]>([
  ['a terminal', 'boards', {}],
  ['a terminal without colour', 'boards', { env: { TERM: 'xterm', NO_COLOR: '1' } }],
  ['a pipe', 'lines', { isTTY: false }],
  ['a dumb terminal', 'lines', { env: { TERM: 'dumb' } }],
  ['CI', 'lines', { env: { TERM: 'xterm', CI: 'true' } }],
  ['CI=false', 'boards', { env: { TERM: 'xterm', CI: 'false' } }],
  ['a narrow window', 'lines', { columns: 39 }],
  ['--json on a terminal', 'json', { json: true }],
])('%s: %s', (_, view, surroundings) => {
  expect(chooseView({ ...terminal, ...surroundings })).toBe(view);
});
