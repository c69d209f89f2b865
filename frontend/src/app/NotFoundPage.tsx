import { NotThere } from "@/shared/NotThere";

/** An address that leads nowhere. */
export function NotFoundPage() {
  return <NotThere title="There is no such page" why="The address may be mistyped." />;
}
