/** Words for whom we trust and where a board is: those that users of OpenSSH know. */
import type { Facts, FailureCode } from '#domain/failure.js';
import type { Words } from './described.js';
import { fact, saying, withFact } from './facts.js';
import { shellWord } from './shell.js';

type Covered = Extract<FailureCode, `board/host-key${string}` | 'board/ssh-config'>;

export const trustWords: Readonly<Record<Covered, Words>> = {
  'board/ssh-config': (facts) => configReasons[fact(facts, 'reason', '')]?.(facts) ?? unreadable(facts),
  'board/host-key-unknown': (facts) => ({
    headline: `host key verification failed${forBoard(facts)}: no ${keyKind(facts, 'keyType')}host key is known for ${where(facts)}; it shows ${shown(facts)}`,
    hint: `compare it with \`ssh-keygen -l -f /etc/ssh/ssh_host_…_key.pub\` on the board, then pin it in the inventory (\`host_keys\`) or accept it once with --accept-new-host-keys`,
  }),
  'board/host-key-changed': (facts) => ({
    headline: `REMOTE HOST IDENTIFICATION HAS CHANGED${forBoard(facts)}: ${where(facts)} shows ${shown(facts)}, but ${expected(facts)}`,
    hint: changedHint(facts),
  }),
  'board/host-key-revoked': (facts) => ({
    headline: `host key verification failed${forBoard(facts)}: ${where(facts)} shows ${shown(facts)}, which is marked @revoked${withFact(facts, 'file', (file) => ` in ${file}${withFact(facts, 'line', (line) => `:${line}`)}`)}`,
    hint: 'that key must not be trusted any more: give the board a new host key',
  }),
  'board/host-keys-unreadable': (facts) => ({
    headline: `known hosts file ${fact(facts, 'file', 'of OpenSSH')} cannot be ${facts['writing'] === true ? 'written' : 'read'}${withFact(facts, 'errno', (errno) => ` (${errno})`)}`,
    hint: 'mend its permissions or name another one (`UserKnownHostsFile`); without it a changed or revoked key would not be noticed',
  }),
};

const where = (facts: Facts): string =>
  `${fact(facts, 'host', 'the machine')}${withFact(facts, 'port', (port) => (port === '22' ? '' : ` port ${port}`))}`;

/** The machine that shows the key may be a jump host on the way to the board. */
const forBoard = (facts: Facts): string => withFact(facts, 'board', (board) => ` for board ${board}`);

/** `ED25519 `, as OpenSSH names types in its messages. */
function keyKind(facts: Facts, name: string): string {
  const kind = /^(?:sk-)?(?:ssh-|ecdsa-)?(ed25519|sha2|rsa|dss)/.exec(fact(facts, name, ''))?.[1];
  if (kind === undefined) return '';
  return `${{ ed25519: 'ED25519', sha2: 'ECDSA', rsa: 'RSA', dss: 'DSA' }[kind]} `;
}

const shown = (facts: Facts): string =>
  `the ${keyKind(facts, 'keyType')}key ${fact(facts, 'fingerprint', 'of another machine')}`;

function expected(facts: Facts): string {
  const keys = fact(facts, 'expected', 'another one');
  if (facts['by'] === 'pinned') return `the inventory pins ${keys}`;
  const file = fact(facts, 'file', 'known_hosts');
  const line = withFact(facts, 'line', (text) => `:${text}`);
  return `${file}${line} has the ${keyKind(facts, 'expectedType')}key ${keys}`;
}

function changedHint(facts: Facts): string {
  const warning = 'if not, another machine answers or somebody listens in: do not go on';
  if (facts['by'] === 'pinned') {
    return `if the board was flashed anew, or that is only its key of another type, pin this fingerprint too; ${warning}`;
  }
  const remove = `ssh-keygen -R ${shellWord(fact(facts, 'name', 'HOST'))} -f ${shellWord(fact(facts, 'file', '~/.ssh/known_hosts'))}`;
  return `if the board was flashed anew: \`${remove}\`, then --accept-new-host-keys, or pin the new fingerprint in the inventory (\`host_keys\`); ${warning}`;
}

const asked = (facts: Facts): string => fact(facts, 'host', 'the board');

const unreadable: Words = (facts) => ({
  headline: `the OpenSSH configuration for ${asked(facts)} cannot be used${saying(facts, 'said')}`,
  hint: `look at what \`ssh -G ${asked(facts)}\` says, and mend ~/.ssh/config`,
});

const configReasons: Readonly<Record<string, Words>> = {
  unreadable,
  host: (facts) => ({
    headline: `${asked(facts)} is no host name${saying(facts, 'said')}`,
    hint: 'write a name, an address or an alias of ~/.ssh/config; user and port have fields of their own',
  }),
  user: (facts) => ({
    headline: `the user for ${asked(facts)} is no user name${saying(facts, 'said')}`,
    hint: 'write the name of an account on the board, without blanks and signs that a shell reads',
  }),
  port: (facts) => ({
    headline: `the port for ${asked(facts)} is none`,
    hint: 'ports are whole numbers from 1 to 65535',
  }),
  token: (facts) => ({
    headline: `the OpenSSH configuration for ${asked(facts)} uses a token or variable that is not known here${saying(facts, 'said')}`,
    hint: 'write the value itself, or name the key in the inventory',
  }),
  canonical: (facts) => ({
    headline: `the OpenSSH configuration for ${asked(facts)} asks for canonical host names, which only the OpenSSH client can find`,
    hint: 'install the OpenSSH client (openssh-client), or name the full host name in the inventory',
  }),
  jump: (facts) => ({
    headline: `the jump hosts of ${asked(facts)} cannot be read${saying(facts, 'said')}`,
    hint: 'write each as an alias or as USER@HOST:PORT',
  }),
  jumps: (facts) => ({
    headline: `${asked(facts)} is more than ${fact(facts, 'most', 'eight')} jump hosts away`,
    hint: 'look for a circle in the ProxyJump lines of ~/.ssh/config',
  }),
  loop: (facts) => ({
    headline: `the jump hosts of ${asked(facts)} lead in a circle${saying(facts, 'said')}`,
    hint: 'give the jump host itself `ProxyJump none` in ~/.ssh/config, before the lines for all hosts',
  }),
  'proxy-command': (facts) => ({
    headline: `the OpenSSH configuration for ${asked(facts)} has a ProxyCommand, which runs a command on this machine${saying(facts, 'said')}`,
    hint: 'allow it for this board in the inventory (`proxy_command: true`), or use ProxyJump',
  }),
};
