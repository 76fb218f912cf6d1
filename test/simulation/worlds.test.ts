import { describe, expect, it } from 'vitest';
import { simulate } from '#test/simulation/simulate.js';

/** ORCHESTRATE_SEED=17 plays one world again; ORCHESTRATE_SEEDS=5000 plays more of them. */
const only = process.env['ORCHESTRATE_SEED'];
const count = Number(process.env['ORCHESTRATE_SEEDS'] ?? 200);
const seeds = only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(only)];

/** Milliseconds: six seconds a world, of which the longest takes one on a core of its own. */
const hung = (worlds: number): number => 60_000 + worlds * 6000;

describe('simulated worlds', () => {
  it(`keeps every law in ${seeds.length} worlds`, { timeout: hung(seeds.length) }, async () => {
    for (const seed of seeds) {
      const story = await simulate(seed);
      expect(story.broken, `seed ${seed}: ORCHESTRATE_SEED=${seed} plays it again`).toEqual([]);
    }
  });

  it('writes the same journal for the same seed, byte for byte', async () => {
    for (const seed of [1, 2, 3]) {
      const [once, twice] = [await simulate(seed), await simulate(seed)];
      expect(once.journal.length).toBeGreaterThan(1000);
      expect(twice.journal).toBe(once.journal);
    }
  });

  it('plays worlds in which crashes and faults do happen', async () => {
    const stories = await Promise.all([4, 5, 6, 7, 8, 9].map((seed) => simulate(seed)));
    expect(Math.max(...stories.map((story) => story.lives))).toBeGreaterThan(3);
    expect(stories.some((story) => story.journal.includes('"silent"'))).toBe(true);
  });
});
