#!/usr/bin/env node
// The way in. It must parse in an old Node, so that a person with one reads a sentence and not a syntax error.
// CommonJS, because Node starts it some 15 ms sooner than a module; see docs/decisions/0004-two-bundles.md.
'use strict';

// Without `node:`, which an old Node does not know.
// biome-ignore lint/style/useNodejsImportProtocol: see above.
const { existsSync } = require('fs');
// biome-ignore lint/style/useNodejsImportProtocol: see above.
const { join } = require('path');

const [major, minor] = process.versions.node.split('.').map(Number);
const root = join(__dirname, '..');
const program = join(root, 'dist', 'main.cjs');

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `orchestrate needs Node 20.19 or newer; this is ${process.version} (${process.execPath}).\nNewer ones: https://nodejs.org, a version manager such as nvm or fnm, or \`apt-get install nodejs\` from Debian 13 on.\n`,
  );
  process.exitCode = 2;
} else if (existsSync(program) || buildOnce()) {
  const { enableCompileCache } = require('node:module');
  if (enableCompileCache) enableCompileCache();
  require(program);
}

/** In a checkout the first start builds the program; a package carries it built. */
function buildOnce() {
  if (!existsSync(join(root, 'tools', 'build.js'))) {
    process.stderr.write('orchestrate: dist/main.cjs is missing: install the package again.\n');
    process.exitCode = 1;
    return false;
  }
  process.stderr.write('first start: building orchestrate\n');
  const { spawnSync } = require('node:child_process');
  // Standard output belongs to the command that was asked for (`--json`), hence to standard error.
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) process.exitCode = 1;
  return built.status === 0;
}
