/** Stretches of trained epochs in a string of bits: "1101" → [[0, 2], [3, 4]], from (included) to (excluded). */
export function stretches(bits: string): [number, number][] {
  return [...bits.matchAll(/1+/g)].map((match) => [match.index, match.index + match[0].length]);
}

/** How many of the epochs a task was trained in. */
export function trained(bits: string): number {
  return bits.replaceAll("0", "").length;
}

/** The strip in words, for those who cannot see it. */
export function describeStrip(tasks: readonly { task: string; bits: string }[]): string {
  const epochs = tasks[0]?.bits.length ?? 0;
  if (epochs === 0) return "No epoch finished yet";
  return `Epochs trained of ${epochs}: ${tasks.map(({ task, bits }) => `${task} ${trained(bits)}`).join(", ")}`;
}
