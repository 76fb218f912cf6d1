/** A Python that the machine has of its own, as an inventory would name it. */
import { execFileSync } from 'node:child_process';
import { interpreterOf } from './environment.js';

/** PyTorch of the Linux distribution where there is one (debian.sh installs it): that of the index is 5 GB. */
export function pythonWithTorch(): string {
  return (
    ['/usr/bin/python3', 'python3'].find((python) => imports(python, 'torch')) ?? interpreterOf('pytorch', 'runtime')
  );
}

function imports(python: string, module: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
