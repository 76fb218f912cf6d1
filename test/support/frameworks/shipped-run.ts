/** The shipped experiment in a project of its own, on this machine as a board whose environments outlive the project. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, root, runToEnd } from '#test/cli/binary.js';
import { keptIn } from './kept.js';

/** What `export --json` says of a cell, as far as these tests ask. */
export interface ExportedCell {
  readonly slug: string;
  readonly levels: Readonly<Record<'model' | 'framework' | 'precision', string>>;
  readonly state: string;
  readonly accuracyState: string;
  readonly reason: { readonly code: string; readonly headline: string; readonly facts: Record<string, unknown> } | null;
  readonly numbers: {
    readonly latency: { readonly medianNs: number | null };
    readonly accuracy: readonly { readonly top: number; readonly hits: number; readonly counted: number }[];
  } | null;
}

export interface Check {
  readonly state: string;
  readonly because: string | null;
}

export class ShippedRun implements Disposable {
  readonly experiment: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'orchestrate-frameworks-'));

  constructor(name: string) {
    cpSync(join(root, 'experiments'), join(this.#folder, 'experiments'), { recursive: true });
    mkdirSync(join(this.#folder, 'inventory'));
    const board = { local: true, device: 'this-machine', paths: { state: join(keptIn(this.#folder), 'board') } };
    const inventory = { schema: 1, devices: { 'this-machine': { units: ['cpu'] } }, boards: { 'this-machine': board } };
    writeFileSync(join(this.#folder, 'inventory/here.yaml'), JSON.stringify(inventory));
    this.experiment = join(this.#folder, 'experiments', `${name}.yaml`);
    const text = readFileSync(this.experiment, 'utf8');
    writeFileSync(this.experiment, `${text}\ninventory: ../inventory/here.yaml\n`);
  }

  do(...args: readonly string[]): Promise<Ended> {
    return runToEnd(args, { cwd: this.#folder });
  }

  async cells(): Promise<readonly ExportedCell[]> {
    return (JSON.parse((await this.do('export', '--json')).out) as { readonly cells: readonly ExportedCell[] }).cells;
  }

  /** Null: nothing is converted. */
  async check({ slug }: ExportedCell): Promise<Check | null> {
    const { out } = await this.do('explain', slug, '--json');
    return (JSON.parse(out) as { readonly recipe: { readonly check: Check | null } }).recipe.check;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
