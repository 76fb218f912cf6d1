/**
 * A project whose runner is a few lines of shell: what it does is said by the model, which is a script too. So every text
 * that a runner, a converter or a board can say is in the hands of a test.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SshTarget } from '#domain/board.js';
import { nasty, nastyBytes, octal } from './words.js';

/** Quotes, backslashes and control characters of a message are JSON's; a here-document keeps them as they are. */
const message = (body: object): string => `cat >>messages <<'EOF'\n${JSON.stringify(body)}\nEOF`;
const asked = { provider: 'none', unit: 'cpu', arithmetic: 'fp32' };
const hello = message({ seq: 0, kind: 'hello', protocol: 1, runner: `sh ${nasty}`, versions: { tiny: nasty } });
const loaded = (used: object): string => message({ seq: 1, kind: 'loaded', loadNs: 1, asked, used });
const warned = message({ seq: 2, kind: 'warning', code: nasty, text: `${nasty} ${'w'.repeat(3000)}` });
const samples = (seq: number): string => `now=$(cut -d. -f1 /proc/uptime)000000000
cat >>messages <<EOF
{"seq":${seq},"kind":"samples","of":"cold","first":0,"startNs":[$now],"phases":{"inference":[1000]}}
{"seq":${seq + 1},"kind":"samples","of":"steady","first":1,"startNs":[$now,$now],"phases":{"inference":[1000,1001]}}
{"seq":${seq + 2},"kind":"done","iterations":2}
EOF`;
const failing = (code: string): string =>
  message({ seq: 2, kind: 'error', at: 'measure', code, text: `${nasty} ${'e'.repeat(3000)}`, operator: nasty });
/** To both logs. */
const print = `printf '${octal(nastyBytes)}\\n'; printf '${octal(nastyBytes)}\\n' >&2`;

/** Name of a model → what its runner, or the conversion to what the runner loads, does. */
const deeds = {
  good: [print, hello, loaded(asked), warned, samples(3)],
  talks: ['head -c 300000000 /dev/zero', 'head -c 100000 /dev/zero >&2', hello, loaded(asked), samples(2)],
  'other-unit': [hello, loaded({ ...asked, provider: nasty, arithmetic: nasty }), warned, samples(3)],
  refused: [print, hello, loaded(asked), failing('refused')],
  failed: [hello, loaded(asked), failing('failed')],
  broken: [print, `printf '${octal(nastyBytes)}\\n' >>messages`],
  member: [message({ seq: 0, kind: 'hello', protocol: 1, runner: 'sh', versions: {}, [nasty]: 1 })],
  crashed: [
    `mkdir "$(printf '${octal(Buffer.from(nasty))}')"`,
    print,
    'head -c 1000000 /dev/zero | tr "\\0" x >&2',
    print,
    'exit 7',
  ],
  converted: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export class LyingProject implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-lies-'));

  get lock(): string {
    return join(this.folder, 'lock');
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  /** After the board is there. */
  fill({ port, user, identityFile, hostKeys }: SshTarget): void {
    this.write('toolchains/tiny/toolchain.yaml', toolchain);
    this.write('toolchains/tiny/run.sh', '. files/model.loaded\n');
    this.write('toolchains/tiny/convert.sh', `${print}\nexit 3\n`);
    for (const [name, lines] of Object.entries(deeds)) this.write(`${name}.txt`, lines.join('\n'));
    const ssh = { host: '127.0.0.1', port, user, identity_file: identityFile, host_keys: hostKeys };
    const there = { ssh, device: 'this-machine', paths: { state: join(this.folder, 'state'), lock: this.lock } };
    this.write('inventory.yaml', JSON.stringify({ schema: 1, boards: { there } }));
    this.experiment(
      'lies',
      Object.keys(deeds).filter((name) => name !== 'talks'),
    );
    this.experiment('talks', ['talks']);
    this.experiment('one', ['good']);
    this.experiment('few', ['good', 'refused', 'crashed']);
  }

  experiment(name: string, models: readonly string[]): void {
    const source = (model: string) => ({
      format: model === 'converted' ? 'text' : 'loaded',
      precision: 'fp32',
      path: `${model}.txt`,
    });
    const inputs = [{ name: 'input', shape: ['batch', 2] }];
    this.write(
      `${name}.yaml`,
      JSON.stringify({
        schema: 1,
        name,
        inventory: 'inventory.yaml',
        matrix: { axes: { device: ['this-machine'], model: models, framework: ['tiny'], precision: ['fp32'] } },
        models: Object.fromEntries(models.map((model) => [model, { sources: [source(model)], inputs }])),
        measure: {
          sessions: 1,
          warmup: { iterations: 0 },
          iterations: { min: 2, max: 2 },
          duration: { min: '1ms' },
          input: 'random',
        },
      }),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const toolchain = `schema: 1
name: tiny
loads: loaded
precisions: [fp32]
on: [{ unit: cpu, provider: none }]
probes: { vitest: { kind: node-package, package: vitest } }
runners: [{ name: sh, protocol: 1, argv: [sh, '{files}/run.sh', '{job}'], files: [run.sh] }]
conversions:
  - id: load
    from: { format: text, precision: any }
    to: { format: loaded, precision: same }
    tool: vitest
    argv: [sh, '{files}/convert.sh']
    files: [convert.sh]
    failures: [{ line: 'red', code: conversion/refused }]
`;
