import { Button, MultiSelect, Popover, Stack, TagsInput } from "@mantine/core";
import { IconTag } from "@tabler/icons-react";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { useRunMarking } from "@/shared/useRunMarking";

/** Gives tags to the selected runs and takes others away. */
export function TagsButton({ runs }: { runs: Schemas["RunSummary"][] }) {
  const { tag } = useRunMarking();
  const [opened, setOpened] = useState(false);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const present = [...new Set(runs.flatMap(({ tags }) => tags))].sort();
  const close = () => {
    setOpened(false);
    setAdd([]);
    setRemove([]);
  };
  return (
    <Popover opened={opened} onChange={(open) => (open ? setOpened(true) : close())} width={300} trapFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTag size={15} aria-hidden />}
          onClick={() => (opened ? close() : setOpened(true))}
        >
          Tags
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <TagsInput
            size="xs"
            label="Add tags"
            placeholder="Type and press Enter"
            data-autofocus
            maxTags={20}
            data={present}
            value={add}
            onChange={setAdd}
            acceptValueOnBlur
            comboboxProps={{ withinPortal: false }}
          />
          {present.length > 0 ? (
            <MultiSelect
              size="xs"
              label="Take tags away"
              data={present}
              value={remove}
              onChange={setRemove}
              comboboxProps={{ withinPortal: false }}
            />
          ) : null}
          <Button
            size="xs"
            disabled={add.length + remove.length === 0}
            onClick={() => {
              close();
              tag(runs, add, remove);
            }}
          >
            Apply to {runs.length}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
