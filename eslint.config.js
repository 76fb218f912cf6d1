/** Bugs that need types, limits on size, and the effects that pure floors must not have. Formatting is biome's. */
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const timers = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Time is a port: wait with Clock.sleepUntil (#ports/clock.js).',
}));

/** Everything ambient is handed in, so that a seed replays a run. */
const ambientGlobals = [
  ...timers,
  { name: 'console', message: 'Views print; everything else returns values.' },
  { name: 'process', message: 'The environment is read in cli/ and adapters/ and passed down.' },
  { name: 'performance', message: 'Time is a port: Clock.monotonicNs.' },
  { name: 'fetch', message: 'Nothing is fetched.' },
];

const ambientProperties = [
  { object: 'Date', property: 'now', message: 'Time is a port: Clock.wall.' },
  { object: 'Math', property: 'random', message: 'Randomness is seeded: randomStream (#core/random.js).' },
];

const localeProperties = ['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map(
  (property) => ({
    property,
    message: 'Depends on the machine: use byCodeUnit (#core/canonical-json.js) or a formatter of wording/.',
  }),
);

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'A name that is the same everywhere can be searched for: export it by name.',
};

const noDateOfNow = {
  selector: "NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Time is a port: Clock.wall.',
};

const typed = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    // `default: return exhaustive(x)` guards at run time; it never counts as having handled a member.
    { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
  ],
  // Numbers print as ECMAScript prints them, the same everywhere.
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // `return stop();` ends a function early in one line; the types say that nothing is returned.
  '@typescript-eslint/no-confusing-void-expression': 'off',
  // Text is spread into code points on purpose where its width is counted.
  '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
  // tsc has found them already.
  '@typescript-eslint/no-unused-vars': 'off',
  '@typescript-eslint/no-meaningless-void-operator': 'off',
  // A type parameter used once names what a foreign value is said to be, in ports and brands.
  '@typescript-eslint/no-unnecessary-type-parameters': 'off',
};

/** A switch over a closed union is one decision, however many members it has. */
const complexity = ['error', { max: 12, variant: 'modified' }];

const sizes = {
  complexity,
  'max-params': ['error', 3],
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 60],
};

export default defineConfig(
  {
    ignores: ['dist/', 'node_modules/', 'runs/', 'coverage/', 'test/tidy/fixtures/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { ...typed, 'no-restricted-properties': ['error', ...localeProperties] },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      ...sizes,
      'no-restricted-syntax': ['error', noDefaultExport, noDateOfNow],
      'no-restricted-globals': ['error', ...ambientGlobals],
      'no-restricted-properties': ['error', ...ambientProperties, ...localeProperties],
    },
  },
  {
    // Where the world is touched: clock, process and timers are what these rooms are for.
    files: ['src/adapters/**/*.ts', 'src/cli/**/*.ts'],
    rules: {
      // A port's call may take up to five things; its implementation cannot take fewer.
      'max-params': ['error', 5],
      'no-restricted-syntax': ['error', noDefaultExport],
      'no-restricted-globals': 'off',
      'no-restricted-properties': ['error', ...localeProperties],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      complexity,
      'max-lines': ['error', 400],
      'max-params': ['error', 5],
      'no-restricted-syntax': ['error', noDefaultExport],
      // A test that sleeps is slow on a fast machine and wrong on a slow one.
      'no-restricted-globals': [
        'error',
        ...timers.map(({ name }) => ({ name, message: 'Await a gate, an event or a virtual clock.' })),
      ],
      // Doubles fulfil interfaces whose promises they do not need; a proven index reads better unproven.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect.any(Number)` and `expect(double.method)` are typed like this by the test runner.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Tools, runners and the shim are plain JavaScript: they run before anything is built, some of them on boards.
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: { ecmaVersion: 2024 },
    rules: {
      complexity,
      'max-lines': ['error', 300],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-properties': ['error', ...localeProperties],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
);
