/**
 * A board that lies: a real sshd that gives each command of the supervisor to the real one, unless a lie is told in its place.
 * A lie is a shell script that is handed the mark behind which an answer begins and the whole command.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SshTarget } from '#domain/board.js';
import { Sshd } from '#test/boards/sshd.js';

/** `greet` are the first words with a machine; the others are commands of the supervisor. */
export type Call =
  | 'greet'
  | 'facts'
  | 'offer'
  | 'put'
  | 'launch'
  | 'look'
  | 'wait'
  | 'read'
  | 'forget'
  | 'vacate'
  | 'package';

export class LyingBoard implements AsyncDisposable {
  readonly sshd: Sshd;
  readonly #folder: string;

  private constructor(folder: string, sshd: Sshd) {
    this.#folder = folder;
    this.sshd = sshd;
  }

  /** `state` and `lock` are those of the inventory: the words behind them say which call it is. */
  static async start(lock: string): Promise<LyingBoard> {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrate-liar-'));
    mkdirSync(join(folder, 'lies'));
    writeFileSync(join(folder, 'banner'), Buffer.from(`\u001b]0;banner\u0007\u001b[2J\u202ebanner\u009b31m\n`));
    writeFileSync(join(folder, 'answer.sh'), answering(join(folder, 'lies'), lock));
    const config = [`ForceCommand exec sh ${folder}/answer.sh`, `Banner ${folder}/banner`];
    return new LyingBoard(folder, await Sshd.start({ config }));
  }

  get target(): SshTarget {
    return this.sshd.target;
  }

  /** From now on; until `tellTruth`. */
  lie(call: Call, script: string): void {
    writeFileSync(join(this.#folder, 'lies', call), `${script}\n`);
  }

  /** Lies that remove themselves when they are told, and were not. */
  untold(): readonly string[] {
    return readdirSync(join(this.#folder, 'lies'));
  }

  tellTruth(): void {
    rmSync(join(this.#folder, 'lies'), { recursive: true });
    mkdirSync(join(this.#folder, 'lies'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sshd[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The command is `printf %s MARK; exec WORDS`: what the words say after the lock is the call. */
const answering = (lies: string, lock: string): string => `
mark=\${SSH_ORIGINAL_COMMAND#printf %s }
mark=\${mark%%;*}
call=\${SSH_ORIGINAL_COMMAND#*"'${lock}' '"}
if [ "$call" = "$SSH_ORIGINAL_COMMAND" ]; then call=other; fi
call=\${call%%"'"*}
case $SSH_ORIGINAL_COMMAND in *canary=%s*) call=greet ;; esac
say() { printf %s "$mark"; }
lie="${lies}/$call"
if [ -f "$lie" ]; then . "$lie"; else exec sh -c "$SSH_ORIGINAL_COMMAND"; fi
`;
