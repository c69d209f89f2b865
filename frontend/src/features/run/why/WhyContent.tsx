import { ActionIcon, Button, Switch } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Cell, Epoch, Run } from "@/charts/records";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { Decision } from "./Decision";
import { type Extent, neighbour } from "./navigation";
import { findSetting, type Setting } from "./setting";
import classes from "./WhyPanel.module.css";

type Props = {
  run: Run;
  epochs: readonly Epoch[];
  selection: Cell;
  onSelect: (selection: Cell | null) => void;
  scheme: ColorScheme;
  extent: Extent;
  /** Sets the question as the heading of what surrounds it. */
  heading: (question: ReactNode) => ReactNode;
};

/** The chosen decision with the ways to its neighbours. */
export function WhyContent({ run, epochs, selection, onSelect, scheme, extent, heading }: Props) {
  const [allDigits, setAllDigits] = useState(false);
  const setting = findSetting(run, epochs, selection.task, selection.epoch);
  const step = (key: "ArrowLeft" | "ArrowRight") => neighbour(selection, key, extent);
  return (
    <>
      <div className={classes.bar}>
        <Step to={step("ArrowLeft")} onSelect={onSelect} word="Previous" shown={selection.epoch - 1} />
        <Step to={step("ArrowRight")} onSelect={onSelect} word="Next" shown={selection.epoch + 1} />
        <Switch
          className={classes.switch ?? ""}
          size="xs"
          label="all digits"
          checked={allDigits}
          onChange={(event) => setAllDigits(event.currentTarget.checked)}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Close the explanation"
          onClick={() => onSelect(null)}
        >
          <IconX size={16} />
        </ActionIcon>
      </div>
      {heading(setting ? <Question setting={setting} scheme={scheme} /> : "Not here yet")}
      {setting ? (
        <Decision setting={setting} scheme={scheme} allDigits={allDigits} />
      ) : (
        <p>{absence(selection, extent)}</p>
      )}
    </>
  );
}

function Question({ setting, scheme }: { setting: Setting; scheme: ColorScheme }) {
  const { task, index, row, epoch } = setting;
  return (
    <>
      Why was{" "}
      <span className={classes.task}>
        <span className={classes.dot} style={{ background: taskColor(index, scheme) }} />
        {task}
      </span>{" "}
      {row.active ? "trained" : "dropped"} in epoch {epoch.epoch}?
    </>
  );
}

type StepProps = {
  to: Cell | null;
  onSelect: (selection: Cell) => void;
  word: "Previous" | "Next";
  shown: number;
};

function Step({ to, onSelect, word, shown }: StepProps) {
  const back = word === "Previous";
  return (
    <Button
      variant="default"
      size="compact-sm"
      miw={58}
      disabled={to === null}
      onClick={() => to && onSelect(to)}
      aria-label={`${word} epoch`}
      {...(back
        ? { leftSection: <IconChevronLeft size={14} /> }
        : { rightSection: <IconChevronRight size={14} /> })}
    >
      {to ? shown : "–"}
    </Button>
  );
}

function absence({ task, epoch }: Cell, { tasks, lastEpoch }: Extent): string {
  if (!tasks.includes(task)) return `This run has no task “${task}”. Choose a cell of the decision board.`;
  return lastEpoch === 0
    ? `Epoch ${epoch} is not finished. Its decision appears here as soon as it is.`
    : `Epoch ${epoch} is not finished; the newest is epoch ${lastEpoch}. Its decision appears here as soon as it is.`;
}
