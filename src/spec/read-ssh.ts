/** `local: true` or `ssh: …` → how a machine is reached. */
import type { SshTarget, Transport } from '#domain/board.js';
import type { Cursor } from './cursor.js';
import { textAt, textsOf } from './fields.js';
import { splitHost } from './host-name.js';
import { optional } from './optional.js';
import { parseDuration } from './scalars.js';

export function readTransport(machine: Cursor): Transport {
  const ssh = machine.at('ssh');
  return ssh === undefined ? { kind: 'local' } : { kind: 'ssh', target: readTarget(ssh) };
}

function readTarget(ssh: Cursor): SshTarget {
  if (ssh.kind !== 'map') return splitHost(ssh.text ?? '');
  const port = ssh.at('port')?.value;
  const proxyCommand = ssh.at('proxy_command')?.value;
  return {
    host: textAt(ssh, 'host') ?? '',
    ...optional('port', typeof port === 'number' ? port : undefined),
    ...optional('user', textAt(ssh, 'user')),
    ...optional('identityFile', textAt(ssh, 'identity_file')),
    ...optional('jump', jumpsOf(ssh.at('jump'))),
    ...optional('hostKeys', textsOf(ssh.at('host_keys'))),
    ...optional('aliveNs', parseDuration(textAt(ssh, 'alive') ?? '')),
    ...optional('proxyCommand', typeof proxyCommand === 'boolean' ? proxyCommand : undefined),
  };
}

/** One hop needs no list. */
function jumpsOf(jump: Cursor | undefined): readonly string[] | undefined {
  return jump?.kind === 'scalar' && jump.text !== undefined ? [jump.text] : textsOf(jump);
}
