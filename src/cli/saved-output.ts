/**
 * What a tool printed, from a file or from standard input: bounded, and decoded whatever it is in. A byte that is no UTF-8
 * becomes a mark that no number has; a Windows shell saves UTF-16, and says so with its first two bytes.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { toolTextMost } from '#parse/tool-lines.js';
import { cannotReadOutput, outputTooLarge } from '#wording/tool-problem.js';
import { UserMistake } from './output.js';

const chunkBytes = 1 << 20;

/** `-` is standard input. */
export function savedOutput(file: string): string {
  const name = outputName(file);
  const bytes = bytesOf(file, name);
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

export function outputName(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function bytesOf(file: string, name: string): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  let descriptor = 0;
  try {
    descriptor = file === '-' ? 0 : openSync(file, 'r');
    for (;;) {
      const chunk = Buffer.alloc(chunkBytes);
      const read = readSync(descriptor, chunk, 0, chunkBytes, null);
      if (read === 0) break;
      total += read;
      if (total > toolTextMost) throw new UserMistake(outputTooLarge(name, toolTextMost));
      chunks.push(chunk.subarray(0, read));
    }
  } catch (error) {
    if (error instanceof UserMistake) throw error;
    throw new UserMistake(cannotReadOutput({ name, said: codeOf(error) }));
  } finally {
    if (descriptor > 2) closeSync(descriptor);
  }
  return Buffer.concat(chunks);
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this account may not read it',
  EAGAIN: 'nobody writes to it',
};

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return words[code] ?? code;
}
