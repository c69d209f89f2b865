/** Numbers and times as people read them. `null` is "not defined": an en dash. */

const DASH = "–";

/** Decimals of per cent that reports publish: what stands beside a published figure has as many. */
export const PUBLISHED_DIGITS = 2;

/** A fraction as a percentage without its sign: 0.9032 → "90.3". */
export function percent(value: number | null | undefined, digits = 1): string {
  return value == null ? DASH : (100 * value).toFixed(digits);
}

/** A difference of two fractions in percentage points with its sign: "+46.6". */
export function points(value: number | null | undefined, digits = 1): string {
  if (value == null) return DASH;
  return `${value < 0 ? "−" : "+"}${(100 * Math.abs(value)).toFixed(digits)}`;
}

/** A number with `digits` significant digits, a real minus sign and no exponent for everyday sizes. */
export function number(value: number | null | undefined, digits = 3): string {
  if (value == null) return DASH;
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(digits - 1) : value.toPrecision(digits);
  return text.replace("-", "−");
}

/** A whole number with thin spaces between thousands. */
export function count(value: number | null | undefined): string {
  return value == null ? DASH : Math.round(value).toLocaleString("en-US").replaceAll(",", " ");
}

/** Seconds as "6 s", "2 min 5 s", "1 h 3 min". */
export function duration(seconds: number | null | undefined): string {
  if (seconds == null) return DASH;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** A size on disk in powers of ten: "117 MB", "2.5 GB". */
export function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
  const value = size / 1000 ** power;
  return `${value < 10 && power > 0 ? Number(value.toFixed(1)) : Math.round(value)} ${UNITS[power]}`;
}

/** A large number in few letters: 185 066 → "185 k", 1 796 010 → "1.8 M". */
export function brief(value: number | null | undefined): string {
  if (value == null) return DASH;
  if (value < 10_000) return count(value);
  const [size, letter] = value < 999_500 ? [value / 1e3, "k"] : [value / 1e6, "M"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${letter}`;
}
