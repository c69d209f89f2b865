import { Button } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { cacheQuery, removeCached } from "@/api/cache";
import type { Schemas } from "@/api/client";
import { tellDone, tellFailed } from "@/shared/feedback";
import { bytes, count } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { ago, moment } from "@/shared/time";
import { useNow } from "@/shared/useNow";
import classes from "./DataPage.module.css";

type Entry = Schemas["CachedImages"];

/** Photographs that were decoded once and are kept, so that runs need not read their files again. */
export function CachePanel() {
  const { data, error, refetch } = useQuery(cacheQuery);
  const remove = useRemove();
  const now = useNow(30_000);
  const total = data?.items.reduce((sum, entry) => sum + entry.bytes, 0) ?? 0;
  return (
    <Panel
      title="Image cache"
      hint={
        data && data.items.length > 0
          ? `${bytes(total)} on disk`
          : "Photographs are decoded once and kept, so that the next run starts at once."
      }
    >
      {error && !data ? (
        <ProblemAlert what="The cache could not be listed" error={error} onRetry={() => void refetch()} />
      ) : null}
      {data?.items.length === 0 ? (
        <p className={classes.empty}>Empty. The first run on photographs fills it.</p>
      ) : null}
      <ul className={classes.cache}>
        {data?.items.map((entry) => (
          <li key={entry.key}>
            <div className={classes.entry}>
              <span>
                <b>{entry.dataset}</b> · {entry.image_size} px{entry.whole ? "" : " · unfinished"}
              </span>
              <span className={classes.dim}>
                {count(entry.images)} images · {bytes(entry.bytes)}
              </span>
              <span className={classes.dim} title={`made ${moment(entry.created_at)}`}>
                used {ago(entry.last_used_at, now)}
              </span>
            </div>
            <Button
              variant="default"
              size="compact-xs"
              aria-label={`Remove ${nameOf(entry)}`}
              onClick={() => remove(entry)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function nameOf({ dataset, image_size }: Entry): string {
  return `${dataset} at ${image_size} px`;
}

function useRemove() {
  const queries = useQueryClient();
  return (entry: Entry) =>
    modals.openConfirmModal({
      title: `Remove ${nameOf(entry)} from the cache?`,
      children: `${bytes(entry.bytes)} become free. The image files stay; the next run that needs them decodes them again.`,
      labels: { confirm: "Remove", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: async () => {
        try {
          await removeCached(entry.key);
          tellDone(`${nameOf(entry)} removed`);
        } catch (error) {
          tellFailed(`Could not remove ${nameOf(entry)}`, error);
        }
        await queries.invalidateQueries({ queryKey: cacheQuery.queryKey });
        await queries.invalidateQueries({ queryKey: ["inspect"] });
      },
    });
}
