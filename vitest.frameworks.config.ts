/** The tier of all frameworks: experiments/frameworks.yaml for real. It installs gigabytes once, so `npm test` leaves it out. */
import { defineConfig } from 'vitest/config';

/** Milliseconds: the first time on a machine, every framework is fetched. */
const fetching = 7_200_000;

export default defineConfig({
  test: {
    globalSetup: ['test/needs.ts'],
    include: ['test/frameworks-run/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    allowOnly: false,
    testTimeout: fetching,
    hookTimeout: fetching,
  },
});
