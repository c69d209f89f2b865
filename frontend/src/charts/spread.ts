/**
 * Positions as near as possible to `wanted` (least squares), at least `gap` apart and within [low, high] where they
 * fit. The order of `wanted` is kept; equal ones keep the order given.
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted
    .map((_, i) => i)
    .sort((a, b) => (wanted[a] as number) - (wanted[b] as number) || a - b);
  // Without the gaps the task is to find the nearest non-decreasing sequence: pool neighbours that violate the order.
  const pools: { mean: number; size: number }[] = [];
  order.forEach((original, rank) => {
    let pool = { mean: (wanted[original] as number) - rank * gap, size: 1 };
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      pools.pop();
      const size = last.size + pool.size;
      pool = { mean: (last.mean * last.size + pool.mean * pool.size) / size, size };
    }
    pools.push(pool);
  });
  const top = high - (wanted.length - 1) * gap;
  const placed = new Array<number>(wanted.length);
  let rank = 0;
  for (const { mean, size } of pools) {
    for (let i = 0; i < size; i++, rank++) {
      placed[order[rank] as number] = Math.max(low, Math.min(mean, top)) + rank * gap;
    }
  }
  return placed;
}
