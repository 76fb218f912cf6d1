/**
 * A real onnxruntime for Python in an environment of its own, of the version that Node has here: made once for a machine, by
 * pip as it is configured, and kept outside the checkout. Where nothing can be kept it is made for this one process.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export const onnxruntimeVersion = versionForNode();

/** Path of its `python3`. */
export function pythonWithOnnxruntime(): string {
  const folder = cacheFolder();
  if (folder === undefined) {
    const own = mkdtempSync(join(tmpdir(), 'orchestrate-python-'));
    process.once('exit', () => rmSync(own, { recursive: true, force: true }));
    return make(join(own, 'environment'));
  }
  const kept = join(folder, `onnxruntime-${onnxruntimeVersion}-${aboutPython()}`);
  if (existsSync(python(kept))) return python(kept);
  const part = mkdtempSync(`${kept}.`);
  make(part);
  try {
    // An environment finds its packages from where its Python lies, hence it may be moved.
    renameSync(part, kept);
  } catch {
    // Another process was quicker.
    rmSync(part, { recursive: true });
  }
  return python(kept);
}

/** An environment with nothing in it. */
export function barePython(folder: string): string {
  execFileSync('python3', ['-m', 'venv', '--without-pip', folder]);
  return python(folder);
}

function make(folder: string): string {
  execFileSync('python3', ['-m', 'venv', folder]);
  const quietly = ['--quiet', '--no-input', '--disable-pip-version-check'];
  execFileSync(python(folder), ['-m', 'pip', 'install', ...quietly, `onnxruntime==${onnxruntimeVersion}`, 'numpy']);
  execFileSync(python(folder), ['-c', 'import onnxruntime']);
  return python(folder);
}

function python(folder: string): string {
  return join(folder, 'bin/python3');
}

/** Environments of one Python are of no use to another. */
export function aboutPython(command = 'python3'): string {
  const words = 'import platform, sys; print(platform.machine(), "python", *sys.version_info[:3], sep="-")';
  return execFileSync(command, ['-c', words], { encoding: 'utf8' }).trim();
}

/** Undefined: there is nowhere to keep anything. */
export function cacheFolder(): string | undefined {
  const { ORCHESTRATE_CACHE, XDG_CACHE_HOME } = process.env;
  const root = ORCHESTRATE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'orchestrate');
  try {
    mkdirSync(join(root, 'python'), { recursive: true });
    return join(root, 'python');
  } catch {
    return undefined;
  }
}

function versionForNode(): string {
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
  return version;
}
