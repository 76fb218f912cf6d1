/**
 * Two things timed in turn, A B A B …, in one run on one machine: the ratio of each pair is what counts, because the
 * machine's speed drifts and both sides of a pair drift with it. Quoted: the median of the ratios and its spread.
 */

/** `ours` and `rival` are functions that take one measurement and answer its length in ms. */
export async function paired({ pairs, ours, rival }) {
  await ours();
  await rival();
  const rows = [];
  for (let pair = 0; pair < pairs; pair++) {
    // The first of a pair changes places, so that neither always follows the other.
    const first = pair % 2 === 0 ? await ours() : undefined;
    const rivalMs = await rival();
    const oursMs = first ?? (await ours());
    rows.push({ oursMs, rivalMs, ratio: oursMs / rivalMs });
  }
  return {
    oursMs: median(rows.map((row) => row.oursMs)),
    rivalMs: median(rows.map((row) => row.rivalMs)),
    ratio: median(rows.map((row) => row.ratio)),
    low: quantile(
      rows.map((row) => row.ratio),
      0.1,
    ),
    high: quantile(
      rows.map((row) => row.ratio),
      0.9,
    ),
    pairs,
  };
}

export function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

/** One line a bench; true when the bound holds. */
export function report(name, { oursMs, rivalMs, ratio, low, high, pairs }, bound) {
  const holds = ratio <= bound;
  const figures = `${oursMs.toFixed(1)} ms against ${rivalMs.toFixed(1)} ms`;
  const spread = `${low.toFixed(2)}–${high.toFixed(2)}`;
  process.stdout.write(
    `${holds ? 'ok  ' : 'FAIL'} ${name}: ${ratio.toFixed(2)} × (80 % of ${pairs} pairs: ${spread}; bound ${bound}), ${figures}\n`,
  );
  return holds;
}
