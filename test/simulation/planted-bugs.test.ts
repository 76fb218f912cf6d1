import { describe, expect, it } from 'vitest';
import { bugs } from '#test/simulation/bugs.js';
import { simulate } from '#test/simulation/simulate.js';

/** The rarest of them, power that is cut under somebody's attempt, shows itself in one world of two hundred. */
const SEEDS_MOST = 400;

describe('planted bugs', () => {
  for (const bug of bugs) {
    it(`finds: ${bug.name}`, { timeout: 1_200_000 }, async () => {
      for (let seed = 1; seed <= SEEDS_MOST; seed++) {
        const story = await simulate(seed, bug);
        if (story.broken.length === 0) continue;
        return;
      }
      expect.fail(`not found within ${SEEDS_MOST} seeds`);
    });
  }
});
