/** The lab of test/lab/lab.sh for one test file: two boards with addresses of their own, one an emulated aarch64 Debian. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  /** It hangs: connections are taken and nobody answers, until its power is cut. */
  wedge(board: LabBoard): void {
    this.#do('wedge', this.#lab, board);
  }

  /** Off and on again: what ran there is gone, and the board has a new boot id. */
  reboot(board: LabBoard): void {
    this.#do('off', this.#lab, board);
    this.#do('on', this.#lab, board);
  }

  /** The same boards with builders beside them, as an experiment of this project names it. */
  inventoryBeside(builders: Readonly<Record<string, object>>): string {
    const text = readFileSync(join(this.#lab, 'inventory.yaml'), 'utf8');
    writeFileSync(join(this.#lab, 'builders.yaml'), `${text}builders: ${JSON.stringify(builders)}\n`);
    return '../lab/builders.yaml';
  }

  /** The same boards with hooks, as an experiment of this project names it. */
  inventoryWith(hooks: Readonly<Partial<Record<LabBoard, object>>>): string {
    let text = readFileSync(join(this.#lab, 'inventory.yaml'), 'utf8');
    for (const [board, own] of Object.entries(hooks)) {
      const line = `    device: lab-${board}\n`;
      text = text.replace(line, `${line}    hooks: ${JSON.stringify(own)}\n`);
    }
    writeFileSync(join(this.#lab, 'hooks.yaml'), text);
    return '../lab/hooks.yaml';
  }

  /** Hooks that switch the board off and on. */
  power(): Readonly<Record<'power_off' | 'power_on', object>> {
    const switched = (how: string) => ({ argv: ['sh', script, how, this.#lab, '{board}'], limit: '60s' });
    return { power_off: { ...switched('off'), after: '20s' }, power_on: switched('on') };
  }

  /** Somebody who knows nothing of us takes the lock of the board. */
  hold(board: LabBoard): { release(): void } {
    const lock = 'exec 7>>/run/lock/orchestrate.lock; flock 7; sleep 600 </dev/null >/dev/null 2>&1 & echo $!';
    const pid = this.ask(board, lock).trim();
    return { release: () => void this.ask(board, 'kill', pid) };
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
