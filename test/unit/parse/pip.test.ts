/** Words as real pips have said them, of versions 20.3 to 23.2. */
import { expect, test } from 'vitest';
import { pipRefusal } from '#parse/pip.js';

const retry =
  "WARNING: Retrying (Retry(total=1, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/engine/";
const none = (requirement: string, versions: string) =>
  `ERROR: Could not find a version that satisfies the requirement ${requirement} (from versions: ${versions})\nERROR: No matching distribution found for ${requirement}`;

test('a version that there is none of is named, with those that there are', () => {
  expect(pipRefusal(`Looking in links: /wheels\n${none('engine==9.9', '1.0, 2.0')}\n`)).toEqual({
    kind: 'no-wheel',
    requirement: 'engine==9.9',
    versions: '1.0, 2.0',
  });
  expect(pipRefusal(none('numpy<3,>=1.23', 'none'))).toMatchObject({ requirement: 'numpy<3,>=1.23', versions: null });
  expect(pipRefusal("ERROR: Package 'engine' requires a different Python: 3.9.2 not in '>=3.10'")).toMatchObject({
    kind: 'no-wheel',
    requirement: 'engine',
  });
});

test('an index that was not reached is no index without the package', () => {
  expect(pipRefusal(`${retry}\n${none('engine==1.0', 'none')}`)).toEqual({ kind: 'no-index', said: retry });
  for (const line of [
    'ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host=x, port=443): Max retries exceeded with url: /a',
    'socket.gaierror: [Errno -3] Temporary failure in name resolution',
  ])
    expect(pipRefusal(line)).toMatchObject({ kind: 'no-index' });
});

test('a full disk comes before everything that follows from it', () => {
  const full = 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device';
  expect(pipRefusal(`${retry}\n${full}`)).toEqual({ kind: 'no-space', said: full });
});

test('what is not recognised is quoted: the last error, else the last line', () => {
  const conflict = 'ERROR: ResolutionImpossible: for help visit a page';
  expect(pipRefusal(`ERROR: Cannot install a and b\n${conflict}\n\n`)).toEqual({
    kind: 'refused',
    said: 'ResolutionImpossible: for help visit a page',
  });
  expect(pipRefusal('one\ntwo\n')).toEqual({ kind: 'refused', said: 'two' });
});
