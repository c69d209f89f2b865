/** The pages of the navigation, in its order. */
export const PAGES = [
  { to: "/runs", label: "Runs" },
  { to: "/experiments", label: "Experiments" },
  { to: "/compare", label: "Compare" },
  { to: "/new", label: "New run" },
  { to: "/data", label: "Data" },
  { to: "/workers", label: "Workers" },
] as const;

/** The page that an address belongs to: that of a run belongs to Runs. */
export function pageOf(path: string): (typeof PAGES)[number] | undefined {
  return PAGES.find(({ to }) => path === to || path.startsWith(`${to}/`));
}
