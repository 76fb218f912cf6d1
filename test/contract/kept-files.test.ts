/** Files as they are now: what `KeptFiles` answers of everything that can lie at a path. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '#adapters/files/files.js';
import { createKeptFiles } from '#adapters/files/kept-files.js';
import { digestOf } from '#core/digest.js';
import type { SampleKind, Samples } from '#domain/message.js';
import { attemptId, runSetId } from '#domain/names.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kept-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const here = (name: string): string => join(root, name);

describe('what lies at a kept path', () => {
  it('is a file with digest and size, read anew each time', async () => {
    const files = createKeptFiles(root);
    mkdirSync(here('r/a'), { recursive: true });
    writeFileSync(here('r/a/log'), 'one');
    expect(await files.kept('r/a/log')).toEqual({ kind: 'file', digest: digestOf('one'), bytes: 3 });
    writeFileSync(here('r/a/log'), 'two');
    expect(await files.kept('r/a/log')).toEqual({ kind: 'file', digest: digestOf('two'), bytes: 3 });
  });

  it('is nothing, a folder, a link, or something else that is no file', async () => {
    const files = createKeptFiles(root);
    mkdirSync(here('folder'));
    writeFileSync(here('file'), '');
    symlinkSync(here('file'), here('link'));
    symlinkSync(here('nowhere'), here('dangling'));
    // A pipe that nobody writes to: opened the plain way, it would be waited for without end.
    execFileSync('mkfifo', [here('pipe')]);
    const kinds = ['missing', 'file/below', 'folder', 'link', 'dangling', 'pipe'].map(async (name) => [
      name,
      (await files.kept(name)).kind,
    ]);
    expect(Object.fromEntries(await Promise.all(kinds))).toEqual({
      missing: 'missing',
      'file/below': 'missing',
      folder: 'folder',
      link: 'link',
      dangling: 'link',
      pipe: 'special',
    });
  });

  it('is answered for, also when the system refuses', async () => {
    const long = 'x'.repeat(300);
    expect(await createKeptFiles(root).kept(long)).toEqual({ kind: 'unreadable', code: 'ENAMETOOLONG' });
  });

  it.each(['../x', '/etc/passwd', 'a/../../x', 'a//b', './x', '', '..', 'a\\..\\x', 'a\u0000b', 'r/a/'])(
    'is refused and not read when the name is %j',
    async (name) => {
      const files = createKeptFiles(here('inside'));
      mkdirSync(here('inside'));
      writeFileSync(here('x'), 'secret');
      expect(await files.kept(name)).toEqual({ kind: 'outside' });
      expect(await files.samples(name)).toEqual({ ok: false, error: 'outside' });
    },
  );
});

describe('an input', () => {
  it('is the first of its places at which there is something; links are followed', async () => {
    const files = createKeptFiles(root);
    writeFileSync(here('model'), 'bytes');
    symlinkSync(here('model'), here('link'));
    const found = { kind: 'file', digest: digestOf('bytes'), bytes: 5 };
    expect(await files.input([here('gone'), here('link')])).toEqual(found);
    expect(await files.input([root, here('link')])).toEqual({ kind: 'folder' });
    expect(await files.input([here('gone')])).toEqual({ kind: 'missing' });
    expect(await files.input([])).toEqual({ kind: 'missing' });
  });
});

describe('samples', () => {
  const run = (of: SampleKind, first: number, count: number): Samples => ({
    of,
    first,
    startNs: Array.from({ length: count }, (_, i) => 9e15 + first + i),
    phases: { inference: Array.from({ length: count }, (_, i) => 1000 + i), preprocess: Array(count).fill(3) },
  });

  it('come back as they were written, over row groups, without other phases', async () => {
    const session = [run('cold', 0, 1), run('warm-up', 1, 2), run('steady', 3, 40_000)];
    const kept = await createFiles(root).samples(runSetId('r'), attemptId('a'), session);
    const read = await createKeptFiles(root).samples(kept.path);
    const expected = session.map(({ phases, ...rest }) => ({ ...rest, phases: { inference: phases.inference } }));
    expect(read).toEqual({ ok: true, value: expected });
  });

  it('of an empty session are none', async () => {
    const kept = await createFiles(root).samples(runSetId('r'), attemptId('a'), []);
    expect(await createKeptFiles(root).samples(kept.path)).toEqual({ ok: true, value: [] });
  });

  it('that are none are an error in words', async () => {
    writeFileSync(here('text'), 'no samples at all');
    const files = createKeptFiles(root);
    expect((await files.samples('text')).ok).toBe(false);
    expect((await files.samples('missing')).ok).toBe(false);
  });
});
