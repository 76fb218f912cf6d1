/** The built program, watched: what it said byte for byte, how it ended, and the most memory that it ever had. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment, program } from '#test/cli/binary.js';

export interface Watched {
  readonly code: unknown;
  readonly out: Buffer;
  readonly err: Buffer;
  /** Resident set at its largest. */
  readonly peakBytes: number;
}

/** The kernel's own account (`maxRSS`), written down by the program as it exits. */
export class Watcher implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'orchestrate-watched-'));
  readonly #hook = join(this.#folder, 'hook.cjs');
  #count = 0;

  constructor() {
    const note = `require('node:fs').writeFileSync(process.env.WATCHED, String(process.resourceUsage().maxRSS))`;
    writeFileSync(this.#hook, `process.once('exit', () => ${note});\n`);
  }

  async run(args: readonly string[], cwd: string): Promise<Watched> {
    const place = join(this.#folder, String(this.#count++));
    const child = spawn(process.execPath, ['--require', this.#hook, program, ...args], {
      cwd,
      env: { ...cleanEnvironment(), WATCHED: place },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const [code] = await once(child, 'close');
    const peakBytes = Number(readFileSync(place, 'utf8')) * 1024;
    return { code, out: Buffer.concat(out), err: Buffer.concat(err), peakBytes };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
