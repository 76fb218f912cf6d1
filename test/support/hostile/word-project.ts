/**
 * A project in which every field that takes a free word has a hostile one: a framework, a model and a board for each word.
 * A word that any shell ran leaves a file called `ran`; one that a glob, a tilde or an option met arrives as something else.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SshTarget } from '#domain/board.js';

export const hostileWords: readonly string[] = [
  '$(echo>ran)',
  '`echo>ran`',
  "'; echo>ran; #",
  '"; echo>ran; "',
  '-oProxyCommand=echo>ran',
  '|echo>ran',
  ';echo>ran',
  '&echo>ran&',
  '*',
  '?[a-z]*',
  '~',
  '%h',
  '$HOME $PATH',
  '!!',
  'a  b',
  "x\\'y\\",
  '-n',
  '--',
  'a\necho>ran\n',
  '../../x',
  'é 日本',
];

/** What a kind of field takes; where a word is refused a plain one stands, and `validate` is asked about the refusal. */
const isLine = (word: string): boolean => !word.includes('\n');
const isInPath = (word: string): boolean => isLine(word) && !/\/|\\|\$[{(A-Z]/.test(word);
const isSegment = (word: string): boolean => isLine(word) && !word.includes('/');
const orPlain = (fits: (word: string) => boolean, word: string): string => (fits(word) ? word : 'plain');

const runner = `job=$1; shift
printf '%s\\0' "$@"
cat "$job" >&2
read -r now rest </proc/uptime
now=\${now%.*}000000000
use='{"provider":"none","unit":"cpu","arithmetic":"fp32"}'
cat >messages <<END
{"seq":0,"kind":"hello","protocol":1,"runner":"sh","versions":{}}
{"seq":1,"kind":"loaded","loadNs":1,"asked":$use,"used":$use}
{"seq":2,"kind":"samples","of":"cold","first":0,"startNs":[$now],"phases":{"inference":[1000]}}
{"seq":3,"kind":"samples","of":"steady","first":1,"startNs":[$now,$now],"phases":{"inference":[1000,1001]}}
{"seq":4,"kind":"done","iterations":2}
END
`;

export class WordProject implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-words-'));

  constructor() {
    for (const [at, word] of hostileWords.entries()) {
      const file = `r ${orPlain(isInPath, word)}.sh`;
      const argv = ['sh', `{files}/${file}`, '{job}', String(at), word, `--x=${word}`, '{files}'];
      const toolchain = { schema: 1, name: `t${at}`, loads: 'loaded', precisions: ['fp32'] };
      const on = [{ unit: 'cpu', provider: 'none' }];
      const runners = [{ name: 'sh', protocol: 1, argv, files: [file] }];
      this.write(`toolchains/t${at}/toolchain.yaml`, JSON.stringify({ ...toolchain, on, runners }));
      this.write(`toolchains/t${at}/${file}`, runner);
      this.write(this.#source(at), word);
    }
  }

  inputName(at: number): string {
    return orPlain(isLine, hostileWords[at] ?? '');
  }

  /** One cell for each word, each on a board of its own behind the same server. */
  experiment(name: string, { host, port, user, identityFile, hostKeys }: SshTarget): string {
    const ssh = { host, port, user, identity_file: identityFile, host_keys: hostKeys };
    const board = (word: string, at: number) => {
      const state = join(this.folder, 'state', name, String(at), orPlain(isSegment, word), 'of');
      const lock = join(this.folder, 'locks', name, String(at), `${orPlain(isSegment, word)}.lock`);
      mkdirSync(dirname(lock), { recursive: true });
      return { ssh, device: 'this-machine', labels: { note: orPlain(isLine, word) }, paths: { state, lock } };
    };
    const boards = Object.fromEntries(hostileWords.map((word, at) => [`b${at}`, board(word, at)]));
    this.write(`${name}-lab.yaml`, JSON.stringify({ schema: 1, boards }));
    const numbered = (letter: string): string[] => hostileWords.map((_, at) => `${letter}${at}`);
    this.write(
      `${name}.yaml`,
      JSON.stringify({
        schema: 1,
        name,
        inventory: `${name}-lab.yaml`,
        matrix: {
          axes: { device: ['this-machine'], precision: ['fp32'] },
          zip: [{ model: numbered('m'), framework: numbered('t'), board: numbered('b') }],
        },
        models: Object.fromEntries(hostileWords.map((word, at) => [`m${at}`, this.#model(word, at)])),
        measure: {
          sessions: 1,
          warmup: { iterations: 0 },
          iterations: { min: 2, max: 2 },
          duration: { min: '1ms' },
          input: 'random',
        },
      }),
    );
    return `${name}.yaml`;
  }

  /** Everything that lies in the project, relative to it. */
  files(): readonly string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #source(at: number): string {
    return `m/${at} ${orPlain(isInPath, hostileWords[at] ?? '')}x`;
  }

  #model(word: string, at: number): object {
    return {
      weights: orPlain(isLine, word),
      attributes: { note: word },
      sources: [{ format: 'loaded', precision: 'fp32', path: this.#source(at) }],
      inputs: [{ name: this.inputName(at), shape: [word, 2] }],
    };
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }
}
