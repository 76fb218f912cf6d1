/** Words for what `boards prepare` meets: all of it is mended on the board, in the inventory, or by wheels that are sent. */
import type { Facts, FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { boardOf, fact, numberFact, saying, withFact } from './facts.js';
import { elapsed } from './quantity.js';

type Covered = Extract<FailureCode, `environment/${string}`>;

const ownPython = (toolchain: string): string =>
  `name one of your own in the inventory: \`environments: { ${toolchain}: { python: /PATH/python } }\` of the board`;

export const environmentWords: Readonly<Record<Covered, Words>> = {
  'environment/no-python': (facts) => ({
    headline: `${boardOf(facts)} has no Python for ${fact(facts, 'environment', 'the environment')}: it runs on ${fact(facts, 'wanted', 'Python 3.7 or newer')}, and there is ${fact(facts, 'found', 'none')}`,
    hint: `install such a Python there (\`python3.NN\` in the PATH of a login is found), or ${ownPython(fact(facts, 'toolchain', 'TOOLCHAIN'))}`,
  }),
  'environment/no-venv': (facts) => ({
    headline: `${fact(facts, 'python', 'the Python')} on ${boardOf(facts)} makes no environment${saying(facts, 'said')}`,
    hint: `install its module venv there (on Debian: \`apt-get install python3-venv\`), or ${ownPython(fact(facts, 'toolchain', 'TOOLCHAIN'))}`,
  }),
  'environment/no-wheel': (facts) => ({
    headline: `there is no wheel of ${fact(facts, 'requirement', 'a package')} for Python ${fact(facts, 'pythonVersion', '3')} on ${fact(facts, 'arch', 'this machine')}${withFact(facts, 'glibc', (text) => ` with glibc ${text}`)} (${boardOf(facts)})`,
    hint: `${versionsThere(facts)}ask for another version (\`--toolchain NAME@VERSION\`, \`version\` of the framework), use another Python, or build it there yourself and ${ownPython(fact(facts, 'toolchain', 'TOOLCHAIN'))}`,
  }),
  'environment/no-index': (facts) => ({
    headline: `no index of packages was reached, neither by ${boardOf(facts)} nor by this machine${saying(facts, 'said')}`,
    hint: 'check the network, and which index pip asks here; a folder of wheels does as well: `PIP_NO_INDEX=1 PIP_FIND_LINKS=FOLDER orchestrate boards prepare BOARD --offline`',
  }),
  'environment/refused': (facts) => ({
    headline: `${fact(facts, 'environment', 'the environment')} could not be made on ${boardOf(facts)}${numberFact(facts, 'limitNs', (limit) => `: it was ended after ${elapsed(limit)}`)}${saying(facts, 'said')}`,
    hint: 'what pip said is above; if a slow link was all, `--limit 3h` gives it longer. Nothing half is left there',
  }),
};

const mostVersions = 8;

/** pip names the oldest first, of a package of some years a hundred: what is asked for is nearly always among the newest. */
function versionsThere({ versions }: Facts): string {
  if (typeof versions !== 'string') return '';
  const all = versions.split(', ');
  const older = Math.max(0, all.length - mostVersions);
  return withFact(
    { versions: all.slice(older) },
    'versions',
    (text) => `there are: ${text}${older === 0 ? '' : ` and ${older} older`}; `,
  );
}
