/**
 * Where an SSH board is and whom we trust there: the inventory's own fields, then what the user's OpenSSH configuration
 * says, read by the OpenSSH client itself where there is one (it knows every keyword, `Include`, `Match` and token).
 */
import { ok, type Result } from '#core/result.js';
import type { SshTarget } from '#domain/board.js';
import type { Failure } from '#domain/failure.js';
import { askClient } from './ssh-client-settings.js';
import type { Endpoint } from './ssh-endpoint.js';
import { fromSettings } from './ssh-from-settings.js';
import { parseJumps } from './ssh-jumps.js';
import { readSettings } from './ssh-own-settings.js';
import { mistakeIn, type ResolveOptions, refused, type SshSettings } from './ssh-settings.js';

/** Hops: more than that is a circle or a mistake. */
const mostJumps = 8;

export async function resolveEndpoint(target: SshTarget, options: ResolveOptions): Promise<Result<Endpoint, Failure>> {
  return resolveOne(target, options, []);
}

/** `way`: who was asked about already on the way to this one, to notice a jump host that is reached through itself. */
async function resolveOne(
  target: SshTarget,
  options: ResolveOptions,
  way: readonly string[],
): Promise<Result<Endpoint, Failure>> {
  const { host } = target;
  const mistake = mistakeIn(target);
  if (mistake !== undefined) return refused(host, mistake);
  const settings = await ask(target, options);
  if (!settings.ok) return settings;
  const own = fromSettings(target, settings.value);
  if (!own.ok) return own;
  const { endpoint, jumps: configured, proxyCommand } = own.value;
  const name = `${endpoint.user}@${host}:${endpoint.port}`;
  if (way.includes(name)) return refused(host, 'loop', { said: [...way, name].join(' -> ') });
  if (way.length > mostJumps) return refused(host, 'jumps', { most: mostJumps });
  const jumps = target.jump ?? configured;
  if (jumps.length === 0) return withProxyCommand(target, endpoint, proxyCommand);
  const hops = await resolveJumps(target, jumps, options, [...way, name]);
  return hops.ok ? ok({ ...endpoint, jumps: hops.value }) : hops;
}

/** The first hop may have jumps of its own; every other is reached through the one before it. */
async function resolveJumps(
  target: SshTarget,
  jumps: readonly string[],
  options: ResolveOptions,
  way: readonly string[],
): Promise<Result<readonly Endpoint[], Failure>> {
  const hops = parseJumps(jumps);
  if (hops === undefined) return refused(target.host, 'jump', { said: jumps.join(',') });
  if (way.length + hops.length > mostJumps + 1) return refused(target.host, 'jumps', { most: mostJumps });
  const found: Endpoint[] = [];
  for (const [at, question] of hops.entries()) {
    const first = target.proxyCommand === true ? { ...question, proxyCommand: true } : question;
    const endpoint = await resolveOne(at === 0 ? first : { ...question, jump: [] }, options, way);
    if (!endpoint.ok) return endpoint;
    found.push(...endpoint.value.jumps, { ...endpoint.value, jumps: [] });
  }
  return ok(found);
}

async function ask(target: SshTarget, options: ResolveOptions): Promise<Result<SshSettings, Failure>> {
  const { client = 'ssh' } = options;
  const asked = client === null ? undefined : await askClient(client, target, options);
  return asked ?? readSettings(target, options);
}

/** A command of this machine, hence only when the inventory says so. */
function withProxyCommand(target: SshTarget, endpoint: Endpoint, command: string | null): Result<Endpoint, Failure> {
  // `jump: []` of a target or a later hop stands for a way of its own.
  if (command === null || target.jump !== undefined) return ok(endpoint);
  if (target.proxyCommand !== true) return refused(target.host, 'proxy-command', { said: command });
  return ok({ ...endpoint, proxyCommand: command });
}
