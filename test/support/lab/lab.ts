/** The lab of test/lab/lab.sh for one test file: two boards with addresses of their own, one an emulated aarch64 Debian. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '#test/cli/binary.js';

const script = join(root, 'test/lab/lab.sh');

export type LabBoard = 'pc' | 'pi';

export class Lab implements Disposable {
  /** The user's project; the lab itself lies in `lab` beside its experiment. */
  readonly folder = mkdtempSync(join(tmpdir(), 'orchestrate-night-'));
  readonly #lab = join(this.folder, 'lab');

  constructor() {
    this.#do('up', this.#lab);
  }

  /** As an experiment of this project names it. */
  readonly inventory = '../lab/inventory.yaml';

  /** The quickstart's models and data beside an experiment of this text; gives its path. */
  experiment(name: string, text: string): string {
    const folder = join(this.folder, 'experiments');
    mkdirSync(folder, { recursive: true });
    for (const part of ['models', 'data'])
      cpSync(join(root, 'experiments', part), join(folder, part), { recursive: true });
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, text);
    return path;
  }

  cut(board: LabBoard): void {
    this.#do('cut', this.#lab, board);
  }

  mend(board: LabBoard): void {
    this.#do('mend', this.#lab, board);
  }

  /** Off and on again: what ran there is gone, and the board has a new boot id. */
  reboot(board: LabBoard): void {
    this.#do('off', this.#lab, board);
    this.#do('on', this.#lab, board);
  }

  /** What a command of the board prints. */
  ask(board: LabBoard, ...argv: readonly string[]): string {
    return execFileSync('ssh', ['-F', join(this.#lab, 'ssh_config'), `lab-${board}`, ...argv], { encoding: 'utf8' });
  }

  [Symbol.dispose](): void {
    this.#do('down', this.#lab);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  #do(...words: readonly string[]): void {
    execFileSync('sh', [script, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
