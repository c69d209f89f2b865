import { Anchor } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";

/** A small action inside the form, in the weight of text. */
export function TextButton({ className = "", ...props }: Omit<ComponentPropsWithoutRef<"button">, "type">) {
  return <Anchor component="button" type="button" fz={13} className={className} {...props} />;
}
