/** The keys that are offered to a machine, in their order: files without a passphrase, then those of the agent. */
import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod, type BaseAgent, type ParsedKey } from 'ssh2';
import { seconds } from '#core/units.js';
import type { Bound } from '#ports/boards.js';
import type { Clock } from '#ports/clock.js';
import { atMost, inTime } from './in-time.js';
import type { Endpoint } from './ssh-endpoint.js';

export interface Identities {
  readonly methods: readonly AnyAuthMethod[];
  /** The keys as people know them: a path or a comment, with its kind. No secret is among them. */
  readonly names: readonly string[];
  /** Files whose passphrase nobody can be asked for. */
  readonly locked: readonly string[];
}

interface FileKey {
  readonly path: string;
  readonly text: Buffer;
  /** Undefined: it has a passphrase, or is no key that ssh2 can read. */
  readonly key: ParsedKey | undefined;
  readonly locked: boolean;
}

/** An agent that waits for a person, or for a token, holds no board up for longer. */
const agentNs = seconds(5);

export async function identitiesOf(endpoint: Endpoint, bound: Bound, clock: Clock): Promise<Identities> {
  const files = (await Promise.all(endpoint.identityFiles.map(readKey))).filter((file) => file !== undefined);
  const { agentSocket, identitiesOnly, user: username } = endpoint;
  const open = files.flatMap(({ path, text, key }) => (key ? [{ path, text, key }] : []));
  const agent = agentSocket === null ? undefined : ssh2.createAgent(agentSocket);
  const held = agent ? await keysOf(agent, atMost(bound, clock, agentNs), clock) : [];
  const allowed = identitiesOnly ? await publicKeys(endpoint.identityFiles, open) : undefined;
  const fromAgent = held.filter((key) => allowed?.has(key.getPublicSSH().toString('base64')) ?? true);
  const methods: AnyAuthMethod[] = open.map(({ text }) => ({ type: 'publickey', username, key: text }));
  if (agent && fromAgent.length > 0) methods.push({ type: 'agent', username, agent: narrowed(agent, fromAgent) });
  return {
    methods,
    names: [
      ...open.map(({ path, key }) => `${path} (${key.type})`),
      ...fromAgent.map((key) => `${key.comment || 'a key'} of the agent (${key.type})`),
    ],
    locked: files.filter(({ locked }) => locked).map(({ path }) => path),
  };
}

/** Undefined: there is no such file, which OpenSSH passes over too. */
async function readKey(path: string): Promise<FileKey | undefined> {
  const text = await readFile(path).catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed: unknown = ssh2.utils.parseKey(text);
  // Despite its types, ssh2 returns an array for some formats.
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (isKey(key) && key.isPrivateKey()) return { path, text, key, locked: false };
  const said = key instanceof Error ? key.message : '';
  return { path, text, key: undefined, locked: /encrypted|passphrase/i.test(said) };
}

function isKey(value: unknown): value is ParsedKey {
  return typeof value === 'object' && value !== null && 'isPrivateKey' in value && 'getPublicSSH' in value;
}

/** Of files with a passphrase the public half lies beside. */
async function publicKeys(
  files: readonly string[],
  open: readonly { readonly key: ParsedKey }[],
): Promise<ReadonlySet<string>> {
  const beside = await Promise.all(files.map((path) => readFile(`${path}.pub`, 'latin1').catch(() => '')));
  return new Set([
    ...open.map(({ key }) => key.getPublicSSH().toString('base64')),
    ...beside.map((line) => line.split(' ')[1] ?? ''),
  ]);
}

async function keysOf(agent: BaseAgent, bound: Bound, clock: Clock): Promise<readonly ParsedKey[]> {
  const listed = new Promise<readonly ParsedKey[]>((resolve) => {
    agent.getIdentities((error, keys) => resolve(error ? [] : (keys ?? []).filter(isKey)));
  });
  const came = await inTime(listed, bound, clock);
  return typeof came === 'object' ? came.value : [];
}

/** The agent as ssh2 may see it: with these keys and no others, and never to be forwarded. */
function narrowed(agent: BaseAgent, keys: readonly ParsedKey[]): BaseAgent {
  class Narrowed extends ssh2.BaseAgent {
    override readonly sign = agent.sign.bind(agent);
    override getIdentities(tell: Parameters<BaseAgent['getIdentities']>[0]): void {
      tell(undefined, [...keys]);
    }
  }
  return new Narrowed();
}
