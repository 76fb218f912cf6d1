/**
 * Reads an OpenSSH configuration where no OpenSSH client is installed: the package ssh-config takes its lines apart, and
 * which of them hold is decided here, because that package would run `Match exec` and ask name servers.
 */
import { userInfo } from 'node:os';
import { ok, type Result } from '#core/result.js';
import type { Failure } from '#domain/failure.js';
import { holds, type Subject } from './ssh-own-conditions.js';
import { withDefaults } from './ssh-own-defaults.js';
import { includedFiles, type Lines, readLines, UnreadableFile, usualFiles } from './ssh-own-files.js';
import { type HostQuestion, type ResolveOptions, refused, type SshSettings } from './ssh-settings.js';

/** As in OpenSSH. */
const deepestInclude = 16;

export async function readSettings(
  question: HostQuestion,
  options: ResolveOptions,
): Promise<Result<SshSettings, Failure>> {
  const { host } = question;
  try {
    const read = await readAll(question, options);
    // Which name is the canonical one is for name servers to say.
    if ((read.get('canonicalizehostname')?.[0] ?? 'no') !== 'no') return refused(host, 'canonical');
    const settings = withDefaults(question, read);
    return settings ? ok(settings) : refused(host, 'token', { said: 'HostName, UserKnownHostsFile or IdentityAgent' });
  } catch (error) {
    if (error instanceof UnreadableFile) return refused(host, 'unreadable', { said: error.message });
    throw error;
  }
}

async function readAll(question: HostQuestion, { configFile }: ResolveOptions): Promise<SshSettings> {
  const reading = new Reading(question);
  const files = configFile === undefined ? usualFiles() : [configFile].filter((file) => file !== 'none');
  for (const file of files) {
    const lines = await readLines(file);
    if (lines === undefined && configFile !== undefined) throw new UnreadableFile(`${file} is not there`);
    if (lines) reading.roots.push({ lines, file });
  }
  await reading.pass();
  const { subject } = reading;
  if (subject.wantsFinal) {
    subject.final = true;
    subject.host = subject.hostName;
    await reading.pass();
  }
  return reading.settings;
}

/** One reading: what was found so far decides which later lines hold. */
class Reading {
  readonly roots: { readonly lines: Lines; readonly file: string }[] = [];
  readonly settings = new Map<string, string[]>();
  readonly subject: Subject;

  constructor({ host, user, port }: HostQuestion) {
    if (user !== undefined) this.settings.set('user', [user]);
    if (port !== undefined) this.settings.set('port', [String(port)]);
    const localUser = userInfo().username;
    this.subject = {
      original: host,
      host,
      hostName: host,
      user: user ?? localUser,
      localUser,
      final: false,
      wantsFinal: false,
    };
  }

  async pass(): Promise<void> {
    for (const { lines, file } of this.roots) await this.#take(lines, file, 0);
  }

  async #take(lines: Lines, file: string, depth: number): Promise<void> {
    for (const line of lines) {
      if (!('param' in line)) continue;
      // A keyword without a value takes the next line for its value.
      if (/\n/.test(line.param + line.separator))
        throw new UnreadableFile(`${file}: ${line.param.trim()} has no value`);
      const keyword = line.param.toLowerCase();
      const values = wordsOf(line.value);
      if ('config' in line) {
        if (holds(keyword, values, this.subject)) await this.#take(line.config, file, depth);
      } else if (keyword === 'include') await this.#include(values, file, depth + 1);
      else this.#set(keyword, keyword === 'proxycommand' ? [commandOf(line.value)] : values);
    }
  }

  async #include(patterns: readonly string[], of: string, depth: number): Promise<void> {
    if (depth > deepestInclude) throw new UnreadableFile(`${of} includes files in a circle`);
    for (const pattern of patterns) {
      for (const file of await includedFiles(pattern, of)) {
        const lines = await readLines(file);
        if (lines) await this.#take(lines, file, depth);
      }
    }
  }

  /** The first value counts; identities are collected. */
  #set(keyword: string, values: readonly string[]): void {
    const [first] = values;
    if (first === undefined) return;
    const before = this.settings.get(keyword);
    if (keyword === 'identityfile') {
      if (before?.includes(first) !== true) this.settings.set(keyword, [...(before ?? []), first]);
    } else if (before === undefined && !this.#isExcluded(keyword)) {
      this.settings.set(keyword, [values.join(' ')]);
      this.#see(keyword, first);
    }
  }

  /** Of ProxyJump and ProxyCommand the first excludes the other; `ProxyJump none` excludes nothing. */
  #isExcluded(keyword: string): boolean {
    const [jump = 'none'] = this.settings.get('proxyjump') ?? [];
    return keyword === 'proxyjump' ? this.settings.has('proxycommand') : keyword === 'proxycommand' && jump !== 'none';
  }

  /** Later conditions ask for it. */
  #see(keyword: string, value: string): void {
    const { subject } = this;
    if (keyword === 'user') subject.user = value;
    if (keyword !== 'hostname') return;
    subject.hostName = value.replace(/%([h%])/g, (_, sign) => (sign === 'h' ? subject.original : '%'));
  }
}

type Value = string | readonly { readonly val: string; readonly separator: string; readonly quoted?: boolean }[];

function wordsOf(value: Value): readonly string[] {
  return typeof value === 'string' ? [value] : value.map(({ val }) => val);
}

/** As it was written: it is for a shell. */
function commandOf(value: Value): string {
  if (typeof value === 'string') return value;
  return value
    .map(({ val, separator, quoted }) => separator + (quoted === true ? `"${val}"` : val))
    .join('')
    .trim();
}
