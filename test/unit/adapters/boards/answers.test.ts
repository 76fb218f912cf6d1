/** A board is hostile: only the exact form is an answer, and text is stripped and bounded. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEnding, parseFacts, parseHolder, parseSeen } from '#adapters/boards/answers.js';
import { parsePackage, parsePythonPackages } from '#adapters/boards/package-answer.js';
import { ns } from '#core/units.js';
import { unknownMoment } from '#domain/board-moment.js';

const asking = { wallMs: 0, leftNs: ns(0), answeredNs: ns(0) };

const outcome = 'reason=exited\ncode=0\nsignal=\nleft=empty\nbegun=10\nended=20\noom=0\nnote=';
const whole = `ended\n${outcome}\nend\n`;
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

test('an ending is read', () => {
  expect(parseSeen(bytes(whole))).toEqual({
    sighting: {
      kind: 'ended',
      ending: {
        reason: 'exited',
        exitCode: 0,
        signal: null,
        left: 'empty',
        begunNs: 10,
        endedNs: 20,
        oomKilled: false,
        note: null,
      },
    },
    bundle: new Map(),
  });
});

test('no beginning of an answer is an answer', () => {
  for (let length = 0; length < whole.length; length++)
    expect(parseSeen(bytes(whole.slice(0, length)))).toBeUndefined();
});

test('other reasons, other keys and other orders are no ending', () => {
  expect(parseEnding(outcome.replace('exited', 'succeeded'))).toBeUndefined();
  expect(parseEnding(outcome.replace('left=empty', 'left='))).toBeUndefined();
  expect(parseEnding(outcome.replace('code=', 'kode='))).toBeUndefined();
  expect(parseEnding(`${outcome}\nmore=1`)).toBeUndefined();
  expect(parseEnding(outcome.replace('code=0', 'code=-1'))).toMatchObject({ exitCode: null });
});

test('small files come with the end only if their sizes agree', () => {
  const files = (text: string) => parseSeen(bytes(whole + text))?.bundle;
  expect(files('bundle 2 1 0\nabc')?.get('messages')).toEqual(bytes('ab'));
  expect(files('bundle 2 1 0\nabc')?.get('stdout')).toEqual(bytes('c'));
  expect(files('bundle rest 0 0\nabc')?.get('messages')).toEqual(bytes('abc'));
  expect(files('bundle 2 1 0\nab')?.size).toBe(0);
  expect(files(`bundle rest 0 0\n${'x'.repeat(65_537)}`)?.size).toBe(0);
});

test('any bytes are either no answer or a closed form', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const seen = parseSeen(Buffer.concat([bytes('ended\n'), noise]));
      expect(seen === undefined || seen.sighting.kind === 'ended').toBe(true);
    }),
  );
});

test('a holder is text without control characters, of bounded length', () => {
  const holder = parseHolder(`held\nattempt=\u001b[31mred\npid=7\nuser=${'u'.repeat(500)}\nsince=yesterday\nend\n`);
  expect(holder).toEqual({ attempt: '[31mred', pid: 7, user: 'u'.repeat(256), since: null });
});

test('facts that are not there are unknown, not zero and not empty', () => {
  const facts = parseFacts(
    'os=\nkernel=6.1\ncpus=0\nmemory=many\nfree=5\nserial=None\nnode=node\nnode_version=v20.1.0\npython=\nend\n',
    asking,
  );
  expect(facts).toMatchObject({ os: null, kernel: '6.1', cpuCount: null, memoryBytes: null, freeBytes: 5, node: null });
  expect(facts?.python).toBeNull();
  expect(facts).toMatchObject({ serial: null, mac: null, moment: unknownMoment });
  expect(parseFacts('os=Debian\n', asking)).toBeUndefined();
});

test('a package without a plain version is missing', () => {
  expect(parsePackage('found\n/srv\n{"version":"1.0.0-rc.1"}', '/srv/x', 'p')).toEqual({
    kind: 'found',
    version: '1.0.0-rc.1',
    at: '/srv',
  });
  for (const json of ['{"version":"<b>"}', '{"version":1}', '[]', 'null', '{']) {
    expect(parsePackage(`found\n/srv\n${json}`, '/srv/x', 'p')).toMatchObject({ kind: 'missing' });
  }
  expect(parsePackage('missing\n', '/srv/x', 'p')).toEqual({
    kind: 'missing',
    said: '/srv/x/node_modules: no package p',
  });
  expect(parsePackage('', '/srv/x', 'p')).toBeUndefined();
});

test('an interpreter has an absolute path and a version that begins with a number', () => {
  const python = (path: string, version: string) =>
    parseFacts(`python=${path}\npython_version=${version}\nend\n`, asking)?.python;
  expect(python('/usr/bin/python3', '3.7.3')).toEqual({ path: '/usr/bin/python3', version: '3.7.3' });
  expect(python('python3', '3.7.3')).toBeNull();
  expect(python('/usr/bin/python3', 'none')).toBeNull();
});

test('packages of a Python are found with folder and version, or missing; anything else is no answer', () => {
  const head = 'python\n/usr/bin/python3\n3.11.2\n';
  const parse = (answer: string) => parsePythonPackages(`${head}${answer}\ncode=0\n`, 2);
  const found = { version: '1.2.0+cpu', at: '/usr/lib/python3' };
  expect(parse('found\n/usr/lib/python3\n1.2.0+cpu\nmissing\n')).toEqual({
    python: '/usr/bin/python3',
    pythonVersion: '3.11.2',
    packages: [found, null],
  });
  expect(parse('missing\nfound\n/usr/lib\n\u001b[31m\n')?.packages).toEqual([null, null]);
  // What a Python warns of before it answers is passed over; one that was ended has said nothing.
  expect(parsePythonPackages(`a warning\n${head}missing\n\ncode=0\n`, 1)?.packages).toEqual([null]);
  expect(parsePythonPackages(`${head}missing\n\ncode=137\n`, 1)).toBeUndefined();
  for (const noise of ['', 'missing\n', 'found\n/lib\n1.0\n', 'missing\nmissing\nmissing\n'])
    expect(parse(noise)).toBeUndefined();
});
