/** Files against what was recorded of them: each once, one after the other, so that memory and handles stay bounded. */
import type { CheckedFiles, CheckedRole, Finding, Owner, Seen, Whole } from '#domain/verification.js';

export interface Claim {
  readonly name: string;
  readonly role: CheckedRole;
  readonly expected: Whole;
  readonly owner?: Owner;
}

export class FileCheck {
  readonly #findings: Finding[] = [];
  /** Whether it was sound: an artifact is named by every attempt and step that has to do with it. */
  readonly #done = new Map<string, boolean>();
  readonly #tell: () => void;
  #bytes = 0;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** True when the file is what was recorded. */
  async check(claim: Claim, look: () => Promise<Seen>): Promise<boolean> {
    const { name, expected } = claim;
    const key = `${name}\n${expected.digest}\n${expected.bytes}`;
    const before = this.#done.get(key);
    if (before !== undefined) return before;
    const found = await look();
    const sound = found.kind === 'file' && found.digest === expected.digest && found.bytes === expected.bytes;
    this.#done.set(key, sound);
    if (found.kind === 'file') this.#bytes += found.bytes;
    if (!sound) this.#findings.push({ kind: 'file', ...claim, found });
    this.#tell();
    return sound;
  }

  checked(): CheckedFiles {
    return { files: this.#done.size, bytes: this.#bytes, findings: this.#findings };
  }
}
