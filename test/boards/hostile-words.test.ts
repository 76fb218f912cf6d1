/**
 * Words that would do harm in a shell, a path or an option, really run: by the built program, over SSH, under each login
 * shell. Fails when one of them runs anything, names another place, or arrives as something else than it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sshd } from '#test/boards/sshd.js';
import { ensureBuilt, runToEnd } from '#test/cli/binary.js';
import { experimentFields, refusedWords } from '#test/hostile/word-fields.js';
import { hostileWords, WordProject } from '#test/hostile/word-project.js';
import { leak } from '#test/hostile/words.js';

const project = new WordProject();
beforeAll(ensureBuilt);
afterAll(() => project[Symbol.dispose]());

const ran = (paths: readonly string[]): readonly string[] => paths.filter((path) => basename(path) === 'ran');
const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8');

test.each(['dash', 'bash', 'busybox'] as const)('%s is given all of them as they are', async (shell) => {
  await using sshd = await Sshd.start({ shell });
  const experiment = project.experiment(shell, sshd.target);
  const label = `$(echo>ran)'; echo>ran; "\`echo>ran\``;
  const known = new Set(project.files());
  const args = ['run', experiment, '--name', `${shell} ${label}`, '--tag', label];
  const { code, out, err } = await runToEnd(args, { cwd: project.folder });
  expect(code, out + err).toBe(0);
  expect([leak(out), leak(err)]).toEqual([undefined, undefined]);

  const made = project.files().filter((path) => !known.has(path));
  expect(ran(made)).toEqual([]);
  expect(ran(readdirSync(process.cwd()))).toEqual([]);
  // Nothing is made in the home, and nothing beside the folders that were named.
  expect(readdirSync(sshd.home)).toEqual([]);
  expect(made.filter((path) => !/^(?:runs|\.orchestrate|state|locks)(?:\/|$)/.test(path))).toEqual([]);
  expect(readdirSync(join(project.folder, 'state', shell))).toHaveLength(hostileWords.length);

  const logs = made.filter((path) => basename(path) === 'stdout.log');
  const arrived = logs.map((path) => read(path).split('\0').slice(0, -1));
  expect(arrived.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
    hostileWords.map((word, at) => [String(at), word, `--x=${word}`, 'files']),
  );
  const names = logs.map((path): unknown => {
    const job: { readonly model: { readonly input: string } } = JSON.parse(read(path.replace('stdout.', 'stderr.')));
    return job.model.input;
  });
  expect(names.toSorted()).toEqual(hostileWords.map((_, at) => project.inputName(at)).toSorted());
});

test('where an experiment takes no free word all of them are refused, in bounded words', async () => {
  const files: string[] = [];
  const add = (file: string, text: string, word: string): void => {
    // A quoted scalar of JSON is one of YAML.
    project.write(
      file,
      text.replace('@', () => JSON.stringify(word)),
    );
    files.push(file);
  };
  for (const [at, word] of refusedWords.entries())
    for (const [field, text] of Object.entries(experimentFields)) add(`refused/${field} ${at}.yaml`, text, word);
  add('refused/1 MB.yaml', experimentFields['name'] ?? '', 'x'.repeat(1_000_000));
  const { code, out, err } = await runToEnd(['validate', '--json', ...files], { cwd: project.folder });
  expect([code, err]).toEqual([2, '']);
  const told: { readonly files: readonly { readonly file: string; readonly ok: boolean }[] } = JSON.parse(out);
  expect(told.files.filter(({ ok }) => ok)).toEqual([]);
  expect(told.files).toHaveLength(files.length);
  expect(leak(out)).toBeUndefined();
  expect(out.length / files.length).toBeLessThan(10_000);
  expect(ran([...project.files(), ...readdirSync(process.cwd())])).toEqual([]);
});
