/** How time grows with size: the exponent p of `time = c × size^p`, by least squares on logarithms. 1 is linear. */
export function growthOf(points) {
  const xs = points.map(({ size }) => Math.log(size));
  const ys = points.map(({ ms }) => Math.log(ms));
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, at) => (x - meanX) * (ys[at] - meanY)));
  return covariance / mean(xs.map((x) => (x - meanX) ** 2));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
