/** Numbers and times as people read them. `null` is "not defined": an en dash. */

const DASH = "–";

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
