/** The cartesian bundle has the interface of the full library. */
declare module "plotly.js-cartesian-dist-min" {
  export * from "plotly.js";

  /** Pictures for buttons of the mode bar. */
  export const Icons: typeof import("plotly.js").Icons;
}
