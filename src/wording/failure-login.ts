/** Words for a board that lets nobody in: which keys it was offered, and what would open it. */
import type { Facts } from '#domain/failure.js';
import { fact, withFact } from './facts.js';

export function noLogin(facts: Facts): string {
  const offered = withFact(facts, 'keys', (keys) => `it accepts none of the keys that were offered (${keys})`);
  const why =
    offered ||
    withFact(facts, 'locked', () => 'no key could be offered') ||
    `no key was found to offer it${withFact(facts, 'looked', (files) => `, looked for ${files}`)}`;
  return `board ${fact(facts, 'board', 'named in the plan')} lets nobody in as ${fact(facts, 'endpoint', 'its user')}: ${why}`;
}

/** A passphrase cannot be asked for: the run may go on for a night. */
export function openLogin(facts: Facts): string {
  const unlock = withFact(facts, 'locked', (keys) => `${keys} has a passphrase: unlock it with \`ssh-add\``);
  if (fact(facts, 'keys', '') === '') {
    return unlock || 'name a key with `identity_file` in the inventory, or start an agent and `ssh-add` one';
  }
  const add =
    'put the public key into ~/.ssh/authorized_keys on the board (`ssh-copy-id`), or name another `identity_file`; if it is there, see that no one else may write to ~ and ~/.ssh of the board';
  return unlock === '' ? add : `${add}; ${unlock} if that is the one`;
}

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ETIMEDOUT: 'no answer in time',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'no route to that host',
  ENETUNREACH: 'no route to that network',
  ECONNRESET: 'it closed the connection at once',
};

/** Where the connection was tried and what became of it; nothing for a board that is this machine. */
export function endpointTrouble(facts: Facts): string {
  const errno = fact(facts, 'errno', '');
  const meant = meanings[errno];
  const what = meant === undefined ? errno : `${meant} (${errno})`;
  const at = withFact(facts, 'endpoint', (endpoint) => ` at ${endpoint}`);
  const through = withFact(facts, 'through', (hop) => ` through ${hop}`);
  return `${at}${through}${what === '' ? '' : `: ${what}`}`;
}

/** What a person would try by hand; nothing measured depends on it. */
export function reachingHint(facts: Facts): string {
  switch (fact(facts, 'errno', '')) {
    case 'ENOTFOUND':
      return 'write an alias of ~/.ssh/config, an address, or a name that this machine can look up; is it spelled so in ~/.ssh/config?';
    case 'ECONNREFUSED':
      return 'the machine is on, but no sshd listens on that port: look at `port`, and at sshd on it. Nothing measured is lost';
    default:
      return 'check that it is on, and that `ssh` reaches it from here. Nothing measured is lost: `orchestrate resume` goes on';
  }
}
