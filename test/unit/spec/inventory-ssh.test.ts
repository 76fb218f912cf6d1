/** How a machine is reached: what is read of it, and what is refused by name. */
import { describe, expect, it } from 'vitest';
import type { Transport } from '#domain/board.js';
import type { Diagnostic } from '#domain/diagnostic.js';
import { boardId } from '#domain/names.js';
import { readInventory } from '#spec/inventory.js';
import { errors, value } from '#test/spec/road.js';
import { renderDiagnostics } from '#wording/diagnostic.js';

const lab = (transport: string): ReturnType<typeof readInventory> =>
  readInventory({ name: 'lab.yaml', text: `schema: 1\nboards:\n  pi: { ${transport}, device: this-machine }\n` });
const transportOf = (text: string): Transport | undefined => value(lab(text)).boards.get(boardId('pi'))?.transport;
const refused = (text: string): Diagnostic[] => errors(lab(text));

describe('ssh', () => {
  it.each([
    ['pi5', { host: 'pi5' }],
    ['pi@pi5.lab', { host: 'pi5.lab', user: 'pi' }],
    ['192.168.1.20', { host: '192.168.1.20' }],
    ['"fe80::1%eth0"', { host: 'fe80::1%eth0' }],
    ['"::1"', { host: '::1' }],
  ])('takes the word that ssh takes: %s', (word, target) => {
    expect(transportOf(`ssh: ${word}`)).toEqual({ kind: 'ssh', target });
  });

  it('takes its parts', () => {
    const key = `SHA256:${'a'.repeat(43)}`;
    const parts = `host: pi5, port: 2222, user: pi, identity_file: ~/.ssh/lab, jump: [gate, "me@[::1]:22"], host_keys: ["${key}"], proxy_command: true`;
    expect(transportOf(`ssh: { ${parts} }`)).toEqual({
      kind: 'ssh',
      target: {
        host: 'pi5',
        port: 2222,
        user: 'pi',
        identityFile: '~/.ssh/lab',
        jump: ['gate', 'me@[::1]:22'],
        hostKeys: [key],
        proxyCommand: true,
      },
    });
  });

  it('takes one hop without a list', () => {
    expect(transportOf('ssh: { host: pi5, jump: gate }')).toMatchObject({ target: { jump: ['gate'] } });
  });

  it.each([
    ['ssh: -oProxyCommand=reboot', 'option', 'letters'],
    ['ssh: { host: -pi5 }', 'option', 'letters'],
    ['ssh: { host: pi@pi5 }', 'user', 'write `host: pi5, user: pi`'],
    ['ssh: "pi@pi5:2222"', 'user', 'ssh: { host: pi5, user: pi, port: 2222 }'],
    ['ssh: "pi5:2222"', 'port', 'ssh: { host: pi5, port: 2222 }'],
    ['ssh: ssh://pi@pi5:2222', 'address', 'ssh: { host: pi5, user: pi, port: 2222 }'],
    ['ssh: "$(reboot)"', 'characters', 'letters'],
    ['ssh: "\'; rm -rf ~ #"', 'characters', 'letters'],
    ['ssh: "pi5\\nProxyCommand reboot"', 'characters', 'letters'],
    ['ssh: ../../x', 'characters', 'letters'],
    [`ssh: { host: ${'h'.repeat(256)} }`, 'long', 'letters'],
    ['ssh: "-l@pi5"', 'option', 'letters'],
  ])('refuses %s as a host: %s', (text, reason, help) => {
    const found = refused(text);
    expect(found.map(({ code, facts }) => [code, facts['reason']])).toEqual([['spec/bad-host', reason]]);
    expect(renderDiagnostics(found)).toContain(help);
  });

  it.each([
    ['user: "-oProxyCommand=x"', 'user'],
    ['user: "$(reboot)"', 'user'],
    ['identity_file: keys/lab', 'private key'],
    ['identity_file: ~/.ssh/lab.pub', 'private key'],
    ['identity_file: "-i/etc/x"', 'private key'],
    ['jump: "gate,inner"', 'jump host'],
    ['jump: ["-oProxyCommand=x"]', 'jump host'],
    ['jump: ["gate\\n"]', 'jump host'],
    ['host_keys: ["MD5:00:11"]', 'fingerprint'],
  ])('refuses %s', (text, form) => {
    const found = refused(`ssh: { host: pi5, ${text} }`);
    expect(found.map(({ code, facts }) => [code, facts['form']])).toEqual([['spec/bad-text', form]]);
  });

  it.each([
    ['ssh: { host: pi5, port: 0 }', 'spec/out-of-range'],
    ['ssh: { host: pi5, port: 65536 }', 'spec/out-of-range'],
    ['ssh: { host: pi5, port: "22" }', 'spec/wrong-type'],
    ['ssh: { port: 22 }', 'spec/missing-key'],
    ['ssh: [pi5]', 'spec/wrong-type'],
    ['ssh:', 'spec/wrong-type'],
    ['ssh: { host: pi5, usr: pi }', 'spec/unknown-key'],
    ['ssh: pi5, local: true', 'spec/one-of'],
    ['labels: {}', 'spec/one-of'],
  ])('refuses %s with %s', (text, code) => {
    expect(refused(text).map((each) => each.code)).toEqual([code]);
  });

  it.each([
    ['ssh: { host: pi5, password: hunter2 }', 'password'],
    ['ssh: { host: pi5, key-passphrase: hunter2 }', 'key-passphrase'],
    ['ssh: "pi:hunter2@pi5"', 'ssh'],
    ['ssh: { host: pi5, identity_file: "-----BEGIN OPENSSH PRIVATE KEY-----hunter2" }', 'identity_file'],
    ['ssh: pi5, sudo_password: hunter2', 'sudo_password'],
  ])('refuses a secret without showing it: %s', (text, key) => {
    const found = refused(text);
    expect(found.map(({ code, facts }) => [code, facts['key']])).toEqual([['spec/secret', key]]);
    const said = renderDiagnostics(found);
    expect(said).toContain('lab.yaml:3:');
    expect(said).toContain('no secret lives in an inventory');
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it.each(['password: "hunter2', 'password: hunter2: x', '"password": hunter2 ]'])(
    'shows nothing of %s either',
    (text) => {
      const found = refused(`ssh: { host: pi5, ${text} }`);
      expect(found.map(({ code }) => code)).toContain('spec/yaml');
      expect(renderDiagnostics(found)).not.toContain('hunter2');
    },
  );

  it('refuses what else is wrong on the line of a secret without showing it', () => {
    const found = refused('ssh: { host: pi@pi5, password: hunter2 }, devise: x');
    expect(found.map(({ code }) => code)).toEqual(['spec/bad-host', 'spec/secret', 'spec/unknown-key']);
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(renderDiagnostics(found)).toContain('lab.yaml:3:22');
  });
});
