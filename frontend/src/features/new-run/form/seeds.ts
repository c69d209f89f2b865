/** The free list of seeds: "0, 1, 2", "0 1 2", "0-4", or any mix of them. Empty means: the seeds of the configuration. */

const LARGEST = 2 ** 31 - 1;
const MOST = 100;

export type SeedList = { seeds: number[] } | { mistake: string };

export function parseSeeds(text: string): SeedList {
  const seeds: number[] = [];
  for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
    const match = /^(\d+)(?:[-–](\d+))?$/.exec(part);
    if (!match)
      return { mistake: `“${part}” is not a seed. List whole numbers like 0, 1, 2 or a range like 0-4.` };
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first) return { mistake: `The range ${part} runs backwards. Write ${last}-${first}.` };
    if (last > LARGEST) return { mistake: `${last} is too large. Seeds go up to ${LARGEST}.` };
    if (seeds.length + last - first >= MOST) return { mistake: `At most ${MOST} seeds at a time.` };
    for (let seed = first; seed <= last; seed++) seeds.push(seed);
  }
  const twice = seeds.find((seed, index) => seeds.indexOf(seed) !== index);
  return twice === undefined ? { seeds } : { mistake: `Seed ${twice} is listed twice.` };
}

/** How many runs a launch creates, and what they are. */
export function runsSentence(seeds: number, twin: boolean): string {
  const each = Math.max(1, seeds);
  const runs = each * (twin ? 2 : 1);
  const pair = "its always-on twin from the same weights and batches";
  if (!twin) return each === 1 ? "1 run." : `${runs} runs, one for each of ${each} seeds.`;
  return each === 1 ? `2 runs: this one and ${pair}.` : `${runs} runs: ${each} seeds, each with ${pair}.`;
}
