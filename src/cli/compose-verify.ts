/** Builds what `verify` and `export` look at files with. Beside `compose`, which builds what measures. */
export { createDurableFile } from '#adapters/files/durable-file.js';
export { createKeptFiles } from '#adapters/files/kept-files.js';
export { damageOf } from '#adapters/sqlite/damage.js';
