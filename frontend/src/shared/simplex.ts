/** Shares that sum to one. */

/** Sums are kept to this many decimals; what floating point leaves beyond is rounded away. */
const DECIMALS = 12;

function tidy(value: number): number {
  return Number(value.toFixed(DECIMALS));
}

export function total(shares: number[]): number {
  return tidy(shares.reduce((sum, share) => sum + share, 0));
}

/**
 * `parts` numbers in proportion to `weights` (equal where all are 0) that sum to `amount`. Each is a multiple of
 * `step`, but for what of `amount` is none itself: the largest carries that. Largest remainders, so never negative.
 */
export function apportion(amount: number, weights: number[], step: number): number[] {
  if (weights.length === 0) return [];
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
  const units = Math.floor(tidy(amount / step));
  const exact = shares.map((share) => share * units);
  const whole = exact.map((value) => Math.floor(tidy(value)));
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - (whole[index] ?? 0) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const left = units - whole.reduce((a, b) => a + b, 0);
  for (const { index } of byRemainder.slice(0, left)) whole[index] = (whole[index] ?? 0) + 1;
  const result = whole.map((count) => tidy(count * step));
  const largest = result.indexOf(Math.max(...result));
  result[largest] = tidy((result[largest] ?? 0) + amount - total(result));
  return result;
}

/** Set share `index` to `value`; the others share the rest of 1 in proportion to what they had. */
export function rebalance(shares: number[], index: number, value: number, step: number): number[] {
  const set = tidy(Math.min(1, Math.max(0, value)));
  const others = shares.filter((_, other) => other !== index).map((share) => Math.max(0, share));
  const rest = apportion(tidy(1 - set), others, step);
  return [...rest.slice(0, index), set, ...rest.slice(index)];
}

/** All shares scaled so that they sum to 1; equal ones where none is above 0. */
export function normalise(shares: number[], step: number): number[] {
  return apportion(
    1,
    shares.map((share) => Math.max(0, share)),
    step,
  );
}
