import { useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { changeRun, changeRuns, pinnedRun, runQuery } from "@/api/runs";
import { tellDone, tellFailed } from "@/shared/feedback";
import { nameOf } from "@/shared/useRunActions";

type Run = Schemas["RunSummary"];

/** What a reader says about runs: archived, tagged, baseline. Nothing is lost, so nothing is asked; all can be undone. */
export function useRunMarking() {
  const queries = useQueryClient();

  async function change(ask: () => Promise<unknown>, runs: readonly Run[], failed: string): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch (error) {
      tellFailed(failed, error);
      return false;
    } finally {
      await queries.invalidateQueries({ queryKey: ["runs"] });
      for (const { id } of runs) await queries.invalidateQueries({ queryKey: runQuery(id).queryKey });
    }
  }

  /** `what`: how the runs are called together. */
  async function archive(runs: readonly Run[], archived: boolean, what = nameOf(runs)) {
    const ids = runs.map(({ id }) => id);
    const [done, failed] = archived
      ? ["archived", "Could not archive"]
      : ["back in the list", "Could not unarchive"];
    if (await change(() => changeRuns({ ids, archived }), runs, `${failed} ${what}`)) {
      tellDone(`${what} ${done}`, () => archive(runs, !archived, what));
    }
  }

  async function tag(runs: readonly Run[], add: string[], remove: string[]) {
    const ids = runs.map(({ id }) => id);
    const failed = `Could not tag ${nameOf(runs)}`;
    const ask = () => changeRuns({ ids, tags_add: add, tags_remove: remove });
    if (!(await change(ask, runs, failed))) return;
    const words = [...add.map((word) => `+ ${word}`), ...remove.map((word) => `− ${word}`)].join(", ");
    const back = () => Promise.all(runs.map(({ id, tags }) => changeRun(id, { tags })));
    tellDone(`${nameOf(runs)}: ${words}`, () => change(back, runs, failed));
  }

  async function pin(run: Run, pinned: boolean) {
    const failed = `Could not ${pinned ? "pin" : "unpin"} ${nameOf([run])}`;
    let former: number | null = null;
    const ask = async () => {
      former = pinned && run.experiment !== null ? await pinnedRun(run.experiment) : null;
      await changeRun(run.id, { pinned });
    };
    if (!(await change(ask, [run], failed))) return;
    const of = run.experiment === null ? "" : ` of ${run.experiment}`;
    // An experiment has one pinned run: giving the pin back takes it from this one.
    const back = () =>
      former === null ? changeRun(run.id, { pinned: !pinned }) : changeRun(former, { pinned: true });
    tellDone(`${nameOf([run])} is ${pinned ? "now the" : "no longer the"} baseline${of}`, () =>
      change(back, [run], failed),
    );
  }

  return { archive, tag, pin };
}
