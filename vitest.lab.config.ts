/** The lab tier: boards with addresses of their own (test/lab/lab.sh). It needs root, so `npm test` leaves it out. */
import { defineConfig } from 'vitest/config';

/** Milliseconds: emulated boards are slow, and the first lab of a machine fetches a Debian. */
const emulated = 1_200_000;

export default defineConfig({
  test: {
    include: ['test/lab/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    allowOnly: false,
    testTimeout: emulated,
    hookTimeout: emulated,
  },
});
