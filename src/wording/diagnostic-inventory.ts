/** What is said about machines in an inventory: how they are reached, and what is written of them. */
import type { DiagnosticCode } from '#domain/diagnostic.js';
import type { Facts } from '#domain/failure.js';
import { quoted, text, wordsOf } from './diagnostic-facts.js';

export type InventoryCode = Extract<
  DiagnosticCode,
  | 'spec/one-of'
  | 'spec/secret'
  | 'spec/bad-host'
  | 'spec/bad-size'
  | 'spec/name-taken'
  | 'spec/reserved-name'
  | 'spec/setting-without-value'
  | 'spec/hook-place'
  | 'spec/same-identity'
  | 'spec/same-machine'
  | 'spec/two-locks'
>;

export const inventoryWords: Readonly<Record<InventoryCode, (facts: Facts) => { title: string; help?: string }>> = {
  'spec/one-of': (f) => {
    const keys = wordsOf(f, 'keys').map((key) => `"${key}"`);
    const owner = f['in'] === null ? 'the file' : `"${text(f, 'in')}"`;
    const given = wordsOf(f, 'given');
    if (given.length === 0) return { title: `${owner} needs ${keys.join(' or ')}`, help: oneOfHelp(f) };
    return { title: `${owner} has ${given.map((key) => `"${key}"`).join(' and ')}`, help: 'keep one of them' };
  },
  'spec/secret': (f) => ({
    title: `"${text(f, 'key')}" holds a secret, and no secret lives in an inventory`,
    help: 'remove it, and log in with a key (`identity_file`) or the SSH agent; what was written here may have been seen: change it',
  }),
  'spec/bad-host': (f) => ({ title: hostTitle(f), help: hostHelp(f) }),
  'spec/bad-size': (f) => ({
    title: `${quoted(f, 'value')} is no size`,
    help: 'write a number and a unit without a space: 500MB (a million bytes each), 4GiB (1024 × 1024 × 1024 each)',
  }),
  'spec/name-taken': (f) => ({
    title: `"${text(f, 'name')}" is the name of a ${text(f, 'what')} already`,
    help: `give it another name; if it is that ${text(f, 'what')}, write ${text(f, 'instead')}`,
  }),
  'spec/reserved-name': (f) => ({
    title: `"${text(f, 'name')}" is the name of a built-in ${text(f, 'what')}`,
    help: `give the ${text(f, 'of')} another name: as an axis it could not be told from the other`,
  }),
  'spec/setting-without-value': (f) => ({
    title: `the command that applies "${text(f, 'setting')}" mentions {value} nowhere`,
    help: 'put {value} where the value belongs: [sudo, -n, nvpmodel, -m, "{value}"]',
  }),
  'spec/hook-place': (f) => ({
    title: `"${text(f, 'hook')}" cannot run on the board, which ${f['hook'] === 'power_on' ? 'is off then' : 'is not ours then'}`,
    help: 'remove `on`, or write `on: orchestrator`',
  }),
  'spec/same-identity': (f) => ({
    title: `"${text(f, 'board')}" has the machine id of "${text(f, 'other')}"`,
    help: 'correct it; a copied disk copies the id too: give the copy a new one with `systemd-machine-id-setup`',
  }),
  'spec/two-locks': (f) => ({
    title: `"${text(f, 'machine')}" and "${text(f, 'other')}" are this machine, and take two locks: ${lockOf(f['lock'])} and ${lockOf(f['otherLock'])}`,
    help: `give both one \`paths: { lock: … }\`; a builder that is a board is written \`{ board: ${text(f, 'other')} }\``,
  }),
  'spec/same-machine': (f) => ({
    title: `"${text(f, 'board')}" and "${text(f, 'other')}" are reached in one way and take one lock: they are one machine`,
    help: 'make one board of them: what it offers stands under `devices`, what is plugged into it under `attached`',
  }),
};

function lockOf(lock: Facts[string] | undefined): string {
  return typeof lock === 'string' ? `\`${lock}\`` : 'that of the machine';
}

function oneOfHelp(facts: Facts): string {
  const keys = wordsOf(facts, 'keys');
  if (!keys.includes('ssh')) return `add \`${keys[0] ?? ''}:\``;
  return 'say how it is reached: `ssh: pi5` (an alias of ~/.ssh/config or a host name), or `local: true` for this machine';
}

const reasons: Readonly<Record<string, string>> = {
  option: 'begins with a dash, and could be taken for an option',
  address: 'is an address; a host name was expected',
  user: 'names a user beside the host',
  port: 'names a port beside the host',
  long: 'is longer than 255 characters',
};

function hostTitle(facts: Facts): string {
  return `${quoted(facts, 'value')} ${reasons[text(facts, 'reason')] ?? 'is no host name, address or alias'}`;
}

/** The same, in the form that belongs here; none of it when the parts cannot be told apart. */
function hostHelp(facts: Facts): string {
  const parts = ['host', 'user', 'port'].flatMap((key) =>
    facts[key] === null || facts[key] === undefined ? [] : `${key}: ${text(facts, key)}`,
  );
  if (parts.length > 1)
    return `write \`${facts['amongParts'] === true ? parts.join(', ') : `ssh: { ${parts.join(', ')} }`}\``;
  return 'use letters, digits and . _ -, beginning with a letter or digit, or an IPv6 address without brackets';
}
