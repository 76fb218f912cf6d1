/** The tiers of docs/testing.md. `npm test` runs all; `npx vitest run --project unit` one of them. */
import { defineConfig } from 'vitest/config';

/** Milliseconds: what a test may take before it counts as hung, on two slow and noisy cores; no judgement of its speed. */
const pure = 60_000;
const real = 300_000;

const tier = (name: string, testTimeout: number) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    globalSetup: ['test/needs.ts'],
    // A worker for each of two cores; tiers with real processes wait most of their time.
    maxWorkers: 2,
    pool: 'forks',
    // A file leaves nothing behind for the next: each has its own process.
    isolate: true,
    allowOnly: false,
    projects: [
      tier('unit', pure),
      tier('property', real),
      tier('contract', real),
      tier('simulation', real),
      tier('boards', real),
      tier('frameworks', real),
      tier('doubles', real),
      tier('cli', real),
      tier('tidy', real),
    ],
  },
});
