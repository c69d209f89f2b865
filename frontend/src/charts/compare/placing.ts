/** Where the letter of a mark stands, as Plotly calls it. */
export type Place = "top center" | "bottom center" | "middle right" | "middle left";

type Mark = { x: number; y: number; text: string };
type Box = { left: number; right: number; top: number; bottom: number };

const RADIUS = 6;
const LETTER = { width: 8, height: 13 };

/**
 * A place beside each mark for its text, in the order of the marks, where it meets neither a mark nor another text; null
 * where there is none. In pixels, y downwards.
 */
export function placed(marks: readonly Mark[]): (Place | null)[] {
  const taken = marks.map(({ x, y }) => around(x, y, RADIUS, RADIUS));
  return marks.map((mark, own) => {
    const found = candidates(mark).find(
      ([, box]) => !taken.some((other, i) => i !== own && meets(box, other)),
    );
    if (!found) return null;
    taken.push(found[1]);
    return found[0];
  });
}

function candidates({ x, y, text }: Mark): [Place, Box][] {
  const [width, height] = [(LETTER.width * text.length) / 2, LETTER.height / 2];
  const [aside, above] = [RADIUS + width, RADIUS + height];
  return [
    ["top center", around(x, y - above, width, height)],
    ["bottom center", around(x, y + above, width, height)],
    ["middle right", around(x + aside, y, width, height)],
    ["middle left", around(x - aside, y, width, height)],
  ];
}

function around(x: number, y: number, width: number, height: number): Box {
  return { left: x - width, right: x + width, top: y - height, bottom: y + height };
}

function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
