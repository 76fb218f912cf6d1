/**
 * The floors of docs/architecture.md as rules. Each says why; each has a file in test/tidy/fixtures/layers that must
 * fail (test/tidy/layers.test.ts). Type imports count: a type that leaks upward is coupling too.
 */

const judging = ['stats', 'compare', 'wording', 'report'];
const pure = ['spec', 'matrix', 'plan', 'schedule', 'parse', ...judging];

/** What each room may import besides itself. Every room must be here: an unknown one may import nothing. */
const mayImport = {
  core: [],
  domain: ['core'],
  ...Object.fromEntries(pure.map((room) => [room, ['core', 'domain']])),
  compare: ['core', 'domain', 'stats'],
  report: ['core', 'domain', 'stats', 'compare', 'wording'],
  ports: ['core', 'domain'],
  engine: ['core', 'domain', ...pure, 'ports'],
  // Narrowed below: only views may use words.
  adapters: ['core', 'domain', 'ports', 'wording'],
  cli: ['core', 'domain', ...pure, 'ports', 'engine', 'adapters'],
};

const floors = Object.entries(mayImport).map(([room, below]) => ({
  name: 'floors-go-down',
  comment: 'A lower floor that knows a higher one cannot be read, tested or replaced without it.',
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...below].join('|')})/` },
}));

const pureFloors = `^src/(core|domain|${pure.join('|')})/`;

/** A package has one room, so that replacing it changes one room. */
const homes = {
  'better-sqlite3': '^src/adapters/sqlite/',
  execa: '^src/adapters/boards/',
  'node-ssh': '^src/adapters/boards/',
  ssh2: '^src/adapters/boards/',
  'ssh-config': '^src/adapters/boards/',
  listr2: '^src/adapters/progress/',
  'p-queue': '^src/engine/',
  yaml: '^src/spec/',
  ajv: '^src/spec/',
  commander: '^src/cli/',
  hyparquet: '^src/adapters/files/',
  'hyparquet-writer': '^src/adapters/files/',
};

const packages = Object.entries(homes).map(([name, home]) => ({
  name: 'one-package-one-room',
  comment: 'A package that is used in one room only can be replaced by changing that room only.',
  severity: 'error',
  from: { path: '^src/', pathNot: home },
  to: { path: `node_modules/${name}/` },
}));

export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Files in a circle are one file that hides its size; types are no excuse.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...floors,
    {
      name: 'rooms-are-known',
      comment: 'A new room is a decision: give it a floor in this file and in docs/architecture.md.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: `^src/(${Object.keys(mayImport).join('|')})/` },
    },
    {
      name: 'only-views-use-words',
      comment: 'Prose is for people: an adapter reports facts, and views (progress, log) turn them into words.',
      severity: 'error',
      from: { path: '^src/adapters/', pathNot: '^src/adapters/(progress|log)/' },
      to: { path: '^src/wording/' },
    },
    {
      name: 'adapters-do-not-meet',
      comment: 'Two adapters that know each other are one adapter in two places; the engine connects them.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'only-compose-builds-adapters',
      comment: 'One place decides what the ports stand for; everything else can run on doubles.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/compose' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'pure-floors-no-node',
      comment:
        'What decides must give the same answer anywhere: no disk, no clock, no process. Hashing is the exception.',
      severity: 'error',
      from: { path: pureFloors, pathNot: '^src/core/digest\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-floors-no-packages',
      comment: 'Decisions are ours and readable in full; only YAML and JSON Schema are read by packages, in spec/.',
      severity: 'error',
      from: { path: pureFloors },
      to: { path: 'node_modules/', pathNot: 'node_modules/(yaml|ajv)/' },
    },
    {
      name: 'engine-no-node',
      comment: 'The engine reaches the world through ports alone, or the simulator does not simulate it.',
      severity: 'error',
      from: { path: '^src/(engine|ports)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'digest-only-in-core',
      comment: 'The hashing file may hash and nothing else: one kind of digest, one file to read.',
      severity: 'error',
      from: { path: '^src/core/digest\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'ports-are-types-only',
      comment: 'A port is a promise, not code: it is imported as a type and imports types.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/ports/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ports-import-types-only',
      comment: 'A port with run-time imports has behaviour of its own, which no contract test would see.',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    ...packages,
    {
      name: 'cross-room-by-subpath',
      comment: 'The import line says which room is asked (#domain/cell.js); a row of dots does not.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/', pathNot: '^src/$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'in-room-by-relative-path',
      comment: 'Inside a room the files are neighbours; a subpath would make them look like strangers.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/$1/', dependencyTypes: ['aliased-subpath-import'] },
    },
    {
      name: 'no-test-in-src',
      comment: 'The program is shipped without its tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|tools)/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'What the program needs at run time is in `dependencies`.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An import that leads nowhere is a file that was moved or never written.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
    builtInModules: { add: [] },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
