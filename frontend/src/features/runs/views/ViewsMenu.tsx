import { Button, Menu } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconBookmark, IconChevronDown, IconDeviceFloppy, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createView, deleteView, replaceView, type View, viewsQuery } from "@/api/finding";
import type { RunsSearch } from "@/features/runs/search";
import { tellDone, tellFailed } from "@/shared/feedback";
import { NameDialog } from "./NameDialog";
import { isUnchanged, toSearch, toStored } from "./stored";

type Props = { search: RunsSearch; onOpen: (search: RunsSearch) => void };

/** Searches with a name: open one, save this one, and keep them in order. */
export function ViewsMenu({ search, onOpen }: Props) {
  const queries = useQueryClient();
  const { data: views = [], isError } = useQuery(viewsQuery);
  const [naming, setNaming] = useState<"new" | "rename" | null>(null);
  const current = views.find(({ id }) => id === search.view);
  const changed = current !== undefined && !isUnchanged(search, current);

  const refresh = () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
  async function save(name: string) {
    if (naming === "rename" && current) {
      await replaceView(current.id, { name, search: current.search });
      tellDone(`The view is called “${name}” now`);
    } else {
      const view = await createView({ name, search: toStored(search) });
      tellDone(`View “${name}” saved`);
      onOpen({ ...search, view: view.id });
    }
    setNaming(null);
    await refresh();
  }
  async function update({ id, name }: View) {
    try {
      await replaceView(id, { name, search: toStored(search) });
      tellDone(`View “${name}” updated`);
    } catch (error) {
      tellFailed("The view was not updated", error);
    }
    await refresh();
  }
  const remove = ({ id, name }: View) =>
    modals.openConfirmModal({
      title: `Delete the view “${name}”?`,
      children: "The search is forgotten; the runs that it shows stay.",
      labels: { confirm: "Delete view", cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: async () => {
        try {
          await deleteView(id);
          tellDone(`View “${name}” deleted`);
          onOpen({ ...search, view: undefined });
        } catch (error) {
          tellFailed("The view was not deleted", error);
        }
        await refresh();
      },
    });

  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconBookmark size={15} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {current ? `${current.name}${changed ? " (changed)" : ""}` : "Views"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{viewsLabel(isError, views.length)}</Menu.Label>
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              aria-current={view.id === current?.id || undefined}
              fw={view.id === current?.id ? 600 : undefined}
              onClick={() => onOpen(toSearch(view))}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            onClick={() => setNaming("new")}
          >
            Save as a new view…
          </Menu.Item>
          {current ? (
            <>
              <Menu.Item
                disabled={!changed}
                leftSection={<IconDeviceFloppy size={16} aria-hidden />}
                onClick={() => update(current)}
              >
                Update “{current.name}”
              </Menu.Item>
              <Menu.Item
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setNaming("rename")}
              >
                Rename…
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => remove(current)}
              >
                Delete…
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {naming ? (
        <NameDialog
          title={naming === "new" ? "Save this search as a view" : "Rename the view"}
          name={naming === "rename" ? (current?.name ?? "") : ""}
          onSave={save}
          onClose={() => setNaming(null)}
        />
      ) : null}
    </>
  );
}

function viewsLabel(failed: boolean, count: number): string {
  if (failed) return "The views could not be loaded";
  return count === 0 ? "No view is saved yet" : "Saved views";
}
