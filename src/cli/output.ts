/**
 * What a command says: data to stdout and nothing else there, talk to stderr. A reader that goes away (`| head`) is no
 * error: `main` swallows the EPIPE, and a long text stops at it.
 */
import { visibleJson } from '#wording/control.js';
import type { Paint } from '#wording/table.js';

/** Something the user can put right: the words are for them, the exit code is 2, and no stack is shown. */
export class UserMistake extends Error {
  override readonly name = 'UserMistake';
}

export function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Indented, since it is read by people as often as by programs, on terminals too. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value, null, 2))}\n`);
}

export function talk(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Waits for the reader, so that a log of any length takes no memory; false once nobody reads any more. */
export async function pour(text: string): Promise<boolean> {
  const { stdout } = process;
  if (stdout.destroyed || !stdout.writable) return false;
  if (!stdout.write(text)) {
    await new Promise<void>((resolve) => {
      // Whatever comes first. A write that fails because nobody reads any more is an end and no error.
      const events = ['drain', 'close', 'error'] as const;
      const settle = (): void => {
        for (const event of events) stdout.off(event, settle);
        resolve();
      };
      for (const event of events) stdout.on(event, settle);
    });
  }
  return !stdout.destroyed;
}

export interface Terminal {
  /** Columns; a pipe has room for everything. */
  readonly width: number;
  readonly now: string;
  readonly paint: Paint;
}

const noEnd = 10_000;

/** A terminal that does not know its width says 0 (a serial line, `script` in a job): then it is told, or as wide as most. */
export function widthOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  columnsAsked: string | undefined,
): number {
  const asked = Number(columnsAsked);
  const told = Number.isInteger(asked) && asked >= 40 ? asked : undefined;
  if (!isTTY) return told ?? noEnd;
  return columns !== undefined && columns > 0 ? columns : (told ?? 80);
}

/** `COLUMNS` counts for a pipe too, for those who say how wide their page is. */
export function terminal(): Terminal {
  const { stdout, env } = process;
  const coloured = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    width: widthOf(stdout, env['COLUMNS']),
    now: new Date().toISOString(),
    paint: coloured ? (style, text) => `${sequences[style]}${text}\u001b[0m` : (_style, text) => text,
  };
}

const sequences = { title: '\u001b[1m', faint: '\u001b[2m', good: '\u001b[32m', bad: '\u001b[31m' } as const;
