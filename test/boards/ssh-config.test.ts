/** Both ways to read an OpenSSH configuration give the same endpoint: its client's and our own where there is no client. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ns } from '#core/units.js';
import type { SshTarget } from '#domain/board.js';
import { resolveEndpoint } from '../../src/adapters/boards/ssh-config.js';

const folder = mkdtempSync(join(tmpdir(), 'orchestrate-config-'));
const ran = join(folder, 'ran');
const { homedir: home, username: me } = userInfo();
const signal = new AbortController().signal;

beforeAll(() => {
  mkdirSync(join(folder, 'more.d'));
  writeFileSync(join(folder, 'more.d', '10-first'), 'User included\nHost nothing-here\n  User wrong\n');
  writeFileSync(join(folder, 'more.d', '20-second'), 'User late\nPort 2020\n');
  writeFileSync(join(folder, 'more.d', '.hidden'), 'Port 1\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function both(text: string, target: SshTarget) {
  const configFile = join(folder, 'config');
  writeFileSync(configFile, text);
  const theirs = await resolveEndpoint(target, { signal, configFile });
  const ours = await resolveEndpoint(target, { signal, configFile, client: null });
  return { theirs, ours };
}

/** A configuration, whom it is asked about, and what must come of it, so that both cannot be wrong together. */
const table: readonly (readonly [string, string, Partial<SshTarget>, object])[] = [
  ['nothing', '', {}, { host: 'pi', port: 22, user: me, jumps: [], hostKeyAlias: null, aliveCountMost: 3 }],
  ['a host', 'Host pi\n  HostName pi.lab\n  User bob\n  Port 2200\n', {}, { host: 'pi.lab', user: 'bob', port: 2200 }],
  ['own fields first', 'Host pi\n  User bob\n  Port 2200\n', { user: 'eve', port: 9 }, { user: 'eve', port: 9 }],
  ['the first value', 'Port 1\nHost pi\n  Port 2\n', {}, { port: 1 }],
  ['signs and case', 'hOST=pi\n\tpORT = 2200\n  user "bob"   # the user\n', {}, { port: 2200, user: 'bob' }],
  ['patterns', 'Host q? p?\n  Port 2\nHost *\n  Port 3\n', {}, { port: 2 }],
  ['another host', 'Host p\n  Port 2\nHost pi.*\n  Port 3\n', {}, { port: 22 }],
  ['a negated pattern', 'Host * !p*\n  Port 2\nHost !x p*\n  User bob\n', {}, { port: 22, user: 'bob' }],
  ['only a negated pattern', 'Host !other\n  Port 2\n', {}, { port: 22 }],
  ['case of a host', 'Host PI\n  Port 2\n', {}, { port: 22 }],
  ['Match all', 'Match all\n  Port 2\n', {}, { port: 2 }],
  ['Match host', 'HostName %h.lab\nMatch host *.lab,other\n  Port 2\n', {}, { host: 'pi.lab', port: 2 }],
  ['Match host, other case', 'HostName pi.lab\nMatch host PI.LAB\n  Port 2\n', {}, { port: 2 }],
  ['Match originalhost', 'HostName x.lab\nMatch originalhost pi !host pi\n  Port 2\n', {}, { port: 2 }],
  ['Match !host', 'Match !host pi\n  Port 2\nMatch !host x\n  User bob\n', {}, { port: 22, user: 'bob' }],
  ['Match host with a negation', 'Match host *,!pi\n  Port 2\n', {}, { port: 22 }],
  ['Match user', 'Match user bob\n  Port 2\nMatch user eve\n  Port 3\n', { user: 'eve' }, { port: 3 }],
  ['Match user, found before', 'User bob\nMatch user bob\n  Port 2\n', {}, { port: 2 }],
  ['Match localuser', `Match localuser ${me} host pi\n  Port 2\n`, {}, { port: 2 }],
  ['Match final', 'Match final\n  Port 2\nHost pi\n  HostName pi.lab\nHost pi.lab\n  User bob\n', {}, { port: 2 }],
  ['Match final and host', 'Match final host *.lab\n  Port 2\nHost pi\n  HostName pi.lab\n', {}, { port: 2 }],
  ['Include', 'Include MORE/*\nPort 9\n', {}, { user: 'included', port: 2020 }],
  [
    'Include in a host',
    'Host x\n  Include MORE/20-second\nHost pi\n  Include MORE/1*\n',
    {},
    { user: 'included', port: 22 },
  ],
  ['Include of nothing', 'Include MORE/none* /nowhere/x\nPort 9\n', {}, { port: 9 }],
  [
    'identities',
    'IdentityFile ~/a\nHost pi\n  IdentityFile /b\n  IdentityFile ~/a\n  IdentitiesOnly yes\n',
    {},
    { identityFiles: [`${home}/a`, '/b'], identitiesOnly: true },
  ],
  [
    'tokens of an identity',
    'HostName %h.lab\nUser bob\nPort 7\nHostKeyAlias k\nIdentityFile "/k/%h-%n-%p-%r-%u-%k-%%"\nIdentityFile %d/x\n',
    {},
    { identityFiles: [`/k/pi.lab-pi-7-bob-${me}-k-%`, `${home}/x`] },
  ],
  ['an identity with blanks', 'IdentityFile "/my keys/%r"\n', { user: 'bob' }, { identityFiles: ['/my keys/bob'] }],
  ['a variable', 'IdentityFile ${ORCHESTRATE_TEST}/k\n', {}, { identityFiles: ['/from/there/k'] }],
  ['no identity', 'IdentityFile none\n', {}, { identityFiles: [] }],
  ['an identity of the board', 'IdentityFile /b\n', { identityFile: '~/own' }, { identityFiles: [`${home}/own`] }],
  ['no agent', 'IdentityAgent none\n', {}, { agentSocket: null }],
  ['an agent', 'IdentityAgent ~/%n.sock\n', {}, { agentSocket: `${home}/pi.sock` }],
  ['an agent in a variable', 'IdentityAgent $ORCHESTRATE_TEST\n', {}, { agentSocket: '/from/there' }],
  ['the usual agent', 'IdentityAgent SSH_AUTH_SOCK\n', {}, { agentSocket: '/agent.sock' }],
  [
    'known hosts',
    'UserKnownHostsFile ~/kh/%k /%h/%p\nGlobalKnownHostsFile /g1 /g2\nHashKnownHosts yes\n',
    {},
    {
      knownHostsFiles: [`${home}/kh/pi`, '/pi/22', '/g1', '/g2'],
      newHostKeys: { file: `${home}/kh/pi`, hashed: true },
    },
  ],
  [
    'no known hosts',
    'UserKnownHostsFile none\nGlobalKnownHostsFile none\n',
    {},
    { knownHostsFiles: [], newHostKeys: null },
  ],
  ['an alias for keys', 'HostKeyAlias Board-7\n', {}, { hostKeyAlias: 'board-7' }],
  [
    'times',
    'ConnectTimeout 1m30s\nServerAliveInterval 2m\nServerAliveCountMax 5\n',
    {},
    { connectTimeoutNs: 90e9, aliveIntervalNs: 120e9, aliveCountMost: 5 },
  ],
  [
    'times that the inventory gives',
    'ServerAliveInterval 60\n',
    { aliveNs: ns(7e9) },
    { aliveIntervalNs: 7e9, aliveCountMost: 3 },
  ],
  ['times that are too short', 'ServerAliveInterval 1\n', {}, { aliveIntervalNs: 5e9 }],
  ['no times', 'ServerAliveInterval 0\nServerAliveCountMax 9\n', {}, { aliveIntervalNs: 15e9, aliveCountMost: 3 }],
  [
    'a chain of jumps',
    'Host pi\n  ProxyJump a,%r@b:23,[::1]:24\nHost a\n  User anna\n  HostName a.lab\n  ProxyJump c\nHost b\n  ProxyJump c\n',
    { user: 'bob' },
    {
      jumps: [
        { host: 'c' },
        { host: 'a.lab', user: 'anna' },
        { host: 'b', user: 'bob', port: 23 },
        { host: '::1', port: 24 },
      ],
    },
  ],
  [
    'a jump of the board',
    'Host pi\n  ProxyJump a\n',
    { jump: ['b', 'eve@c:5'] },
    { jumps: [{ host: 'b' }, { user: 'eve', port: 5 }] },
  ],
  ['no jump', 'ProxyJump none\nProxyCommand nc %n\n', { proxyCommand: true }, { jumps: [], proxyCommand: 'nc pi' }],
  ['no command', 'ProxyCommand none\nProxyJump a\n', {}, { jumps: [], proxyCommand: null }],
  [
    'a command',
    'ProxyCommand nc -X "a b" %h %p\n',
    { proxyCommand: true, port: 5 },
    { proxyCommand: 'nc -X "a b" pi 5' },
  ],
  ['jump before command', 'Host pi\n  ProxyJump a\n  ProxyCommand x\n', {}, { jumps: [{ host: 'a' }] }],
];

describe('the client of OpenSSH and our own reading agree:', () => {
  test.each(table)('%s', async (_, text, fields, wanted) => {
    process.env['ORCHESTRATE_TEST'] = '/from/there';
    process.env['SSH_AUTH_SOCK'] = '/agent.sock';
    const { theirs, ours } = await both(text.replaceAll('MORE', join(folder, 'more.d')), { host: 'pi', ...fields });
    expect(theirs).toMatchObject({ ok: true, value: wanted });
    expect(ours).toEqual(theirs);
  });
});

/** What is refused, and why. */
const refusals: readonly (readonly [string, string, Partial<SshTarget>, string])[] = [
  ['a ProxyCommand that nobody allowed', 'ProxyCommand nc %h %p\n', {}, 'proxy-command'],
  ['a ProxyCommand of a jump host', 'Host pi\n  ProxyJump a\nHost a\n  ProxyCommand x\n', {}, 'proxy-command'],
  ['an option for a host', '', { host: '-oProxyCommand=touch RAN' }, 'host'],
  ['a command for a host', '', { host: '$(touch RAN)' }, 'host'],
  ['a line break for a host', '', { host: 'pi\nProxyCommand=x' }, 'host'],
  ['a user and a host in one', '', { host: 'bob@pi' }, 'host'],
  ['an option for a user', '', { user: '-oProxyCommand=touch RAN' }, 'user'],
  ['a command for a user', '', { user: 'a;touch RAN' }, 'user'],
  ['a port', '', { port: 65_536 }, 'port'],
  ['a jump host that is an option', '', { jump: ['-oProxyCommand=touch RAN'] }, 'host'],
  ['a jump host that is nothing', '', { jump: ['a', ''] }, 'jump'],
  ['a jump host for all hosts, itself too', 'ProxyJump a\n', {}, 'loop'],
  ['a circle of jump hosts', 'Host pi\n  ProxyJump a\nHost a\n  ProxyJump b\nHost b\n  ProxyJump pi\n', {}, 'loop'],
  ['a long way', '', { jump: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] }, 'jumps'],
  [
    'a long chain',
    Array.from('pabcdefghijklm', (host, at) => `Host ${host}*\n  ProxyJump ${'abcdefghijklmn'[at]}\n`).join(''),
    {},
    'jumps',
  ],
  ['a token that is not known', 'IdentityFile /k/%z\n', {}, 'token'],
  ['a variable that is not set', 'IdentityFile ${ORCHESTRATE_NOT_SET}/k\n', {}, 'token'],
  ['a word without a value', 'Port\nHost pi\n', {}, 'unreadable'],
  ['a quote that does not end', 'User "bob\n', {}, 'unreadable'],
  ['an Include of itself', 'Include CONFIG\n', {}, 'unreadable'],
];

describe('both refuse', () => {
  test.each(refusals)('%s', async (_, text, fields, reason) => {
    const target = { host: 'pi', ...fields };
    const { theirs, ours } = await both(text.replaceAll('CONFIG', join(folder, 'config')), target);
    for (const result of [theirs, ours]) {
      expect(result).toMatchObject({
        ok: false,
        error: { code: 'board/ssh-config', class: 'deterministic', facts: { reason } },
      });
    }
  });
});

test('our own reading runs nothing', async () => {
  const text = `Match exec "touch ${ran}"\n  Port 2\nMatch host pi exec "touch ${ran}"\n  Port 3\n`;
  const { ours } = await both('', { host: 'pi' });
  expect(ours).toMatchObject({ ok: true, value: { port: 22 } });
  writeFileSync(join(folder, 'config'), text);
  const again = await resolveEndpoint({ host: 'pi' }, { signal, configFile: join(folder, 'config'), client: null });
  expect(again).toEqual(ours);
  expect(existsSync(ran)).toBe(false);
});

test('our own reading asks no name server which name is the canonical one', async () => {
  const text = 'Host pi\n  CanonicalizeHostname yes\n  CanonicalDomains lab.example\n';
  const { ours } = await both(text, { host: 'pi' });
  expect(ours).toMatchObject({ ok: false, error: { facts: { reason: 'canonical' } } });
});

test('a machine without an OpenSSH client reads by itself', async () => {
  const configFile = join(folder, 'config');
  writeFileSync(configFile, 'Port 2222\n');
  const found = await resolveEndpoint({ host: 'pi' }, { signal, configFile, client: join(folder, 'no-such-program') });
  expect(found).toMatchObject({ ok: true, value: { port: 2222 } });
});

test('a client that is asked no more is no failure of the configuration', async () => {
  const found = await resolveEndpoint({ host: 'pi' }, { signal: AbortSignal.abort(), configFile: 'none' });
  expect(found).toMatchObject({ ok: false, error: { code: 'board/link-lost' } });
});
