import "react";

declare module "react" {
  /** Custom properties hand numbers and colours of the data to the stylesheets. */
  interface CSSProperties {
    [property: `--${string}`]: string | number;
  }
}
