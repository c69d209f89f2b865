import { Table, useComputedColorScheme } from "@mantine/core";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import { brief, count, percent } from "@/shared/format";
import { taskColor } from "@/shared/task-colors";
import classes from "./WhatWillHappen.module.css";

type Task = Schemas["TaskPlanOut"];

/** The tasks as the run will have them. */
export const PlanTable = memo(function PlanTable({ tasks }: { tasks: Task[] }) {
  const scheme = useComputedColorScheme("light");
  return (
    <div className={classes.scroll}>
      <Table className={classes.table ?? ""} horizontalSpacing={6} verticalSpacing={6} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>task</Table.Th>
            <Table.Th title="c: training samples with a label of this task; P_c = c / max c">
              labelled
            </Table.Th>
            <Table.Th title="d: trainable layers from the image to the answer; P_d = d / max d">
              depth
            </Table.Th>
            <Table.Th title="Of the layers that only this task trains; the shared trunk counts in the total">
              own par.
            </Table.Th>
            <Table.Th title="Validation accuracy of always answering the commonest class">majority</Table.Th>
            <Table.Th title="Lowest and highest activation probability that the drop schedule can give; 1 − P of the epochs are dropped">
              P
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tasks.map((task, index) => (
            <Row key={task.task} task={task} color={taskColor(index, scheme)} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
});

function Row({ task, color }: { task: Task; color: string }) {
  const { P_d, P_c, P_min, P_max, classes: labels } = task;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <span className={classes.task}>
          <span className={classes.dot} style={{ background: color }} aria-hidden />
          <span className={classes.name}>{task.task}</span>
        </span>
        <span className={classes.under}>
          {labels.length} {task.kind === "multilabel" ? "labels" : "classes"}
        </span>
        {task.reads.length > 0 ? <span className={classes.under}>reads {task.reads.join(", ")}</span> : null}
      </Table.Th>
      <Table.Td>
        {count(task.samples)}
        <span className={classes.under}>P_c {share(P_c)}</span>
      </Table.Td>
      <Table.Td>
        {task.depth}
        <span className={classes.under}>P_d {share(P_d)}</span>
      </Table.Td>
      <Table.Td title={count(task.parameters)}>{brief(task.parameters)}</Table.Td>
      <Table.Td>{percent(task.validation_majority)} %</Table.Td>
      <Table.Td>
        {range(share(P_min), share(P_max))}
        <span className={classes.under}>{droppedText(P_min, P_max)}</span>
      </Table.Td>
    </Table.Tr>
  );
}

function droppedText(least: number, most: number): string {
  if (least === 1) return "never dropped";
  return `dropped ${range(percent(1 - most, 0), percent(1 - least, 0))} %`;
}

/** A probability with two decimals; 0 and 1 are exact and stand without. */
function share(value: number): string {
  return value === 0 || value === 1 ? String(value) : value.toFixed(2);
}

function range(low: string, high: string): string {
  return low === high ? low : `${low}–${high}`;
}
