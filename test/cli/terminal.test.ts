/** The live view on a real terminal of util-linux `script`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cleanEnvironment, ensureBuilt, program } from '#test/cli/binary.js';
import { type PretendProject, pretendProject } from '#test/cli/pretend-project.js';

let project: PretendProject | undefined;
beforeAll(ensureBuilt);
afterEach(() => project?.remove());

async function onTerminal(command: string, env: NodeJS.ProcessEnv): Promise<{ code: unknown; out: string }> {
  if (!project) throw new Error('a project first');
  const line = `stty cols 100 rows 40; exec ${process.execPath} ${program} ${command}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: project.folder,
    env: { ...cleanEnvironment(), TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const [code] = await once(child, 'close');
  return { code, out };
}

test('the board and what is left are drawn, the cursor comes back, the table stays', async () => {
  project = pretendProject(['measure'], 3);
  const { code, out } = await onTerminal('run pretend.yaml', {});
  expect(code, out).toBe(0);
  expect(out).toMatch(/0 done, 3 left/);
  expect(out).toMatch(/here: /);
  expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'));
  const afterDrawing = out.slice(out.lastIndexOf('\u001b[?25l'));
  expect(afterDrawing.slice(afterDrawing.indexOf('\u001b[?25h'))).toContain('1.50 ms');
});

test('NO_COLOR: it is drawn, and nothing has a colour', async () => {
  project = pretendProject(['measure']);
  const { code, out } = await onTerminal('run pretend.yaml', { NO_COLOR: '1' });
  expect(code, out).toBe(0);
  expect(out).toContain('here: ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is one.
  expect(out).not.toMatch(/\u001b\[[0-9;]*m/);
});

test('a dumb terminal gets plain lines and no escape sequence', async () => {
  project = pretendProject(['measure']);
  const { code, out } = await onTerminal('run pretend.yaml', { TERM: 'dumb' });
  expect(code, out).toBe(0);
  expect(out).toContain('session 1 of 1: succeeded');
  expect(out).not.toContain('\u001b');
});
