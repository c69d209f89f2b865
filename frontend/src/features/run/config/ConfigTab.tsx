import { Button, CopyButton, Group, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { configSchemaQuery, preview } from "@/api/catalog";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/config/ConfigTab.module.css";
import { PlanPanel } from "@/features/run/config/PlanPanel";
import {
  configSections,
  type Section,
  type TaskSettings,
  taskSettings,
} from "@/features/run/config/sections";
import type { ConfigSchema } from "@/shared/config-schema";
import { Panel } from "@/shared/Panel";
import { ProblemAlert } from "@/shared/ProblemAlert";

type Props = { run: Schemas["RunOut"] };
const FORMS = ["Table", "TOML", "JSON"] as const;

/** What the run was asked to do, and what that came to. */
export function ConfigTab({ run }: Props) {
  const [form, setForm] = useState<(typeof FORMS)[number]>("Table");
  return (
    <Stack gap="md">
      <PlanPanel run={run} />
      <Panel
        title="Configuration"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Show the configuration as"
            data={[...FORMS]}
            value={form}
            onChange={setForm}
          />
        }
      >
        {form === "Table" ? <Sections config={run.config} /> : null}
        {form === "TOML" ? <Toml run={run} /> : null}
        {form === "JSON" ? <Source text={JSON.stringify(run.config, null, 2)} /> : null}
      </Panel>
    </Stack>
  );
}

function Sections({ config }: { config: Schemas["RunOut"]["config"] }) {
  const { data, isError, error, refetch } = useQuery(configSchemaQuery);
  if (isError)
    return (
      <ProblemAlert what="The names of the settings could not be loaded" error={error} onRetry={refetch} />
    );
  if (!data) return <Skeleton height={320} mt="sm" />;
  const schema = data as ConfigSchema;
  return (
    <div className={classes.sections}>
      {configSections(config, schema).map((section, place) => (
        <Fragment key={section.title}>
          <Settings section={section} />
          {place === 0 ? (
            <Tasks settings={taskSettings(config.tasks as Record<string, unknown>[], schema)} />
          ) : null}
        </Fragment>
      ))}
    </div>
  );
}

function Settings({ section: { title, rows } }: { section: Section }) {
  return (
    <table className={classes.section}>
      <caption>{title}</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path}>
            <th scope="row" style={{ paddingLeft: 16 * row.level }}>
              {row.label}
            </th>
            <td>{row.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tasks({ settings: { columns, rows } }: { settings: TaskSettings }) {
  return (
    <table className={classes.section}>
      <caption>Tasks</caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          {columns.map((column) => (
            <th key={column} scope="col" className={classes.column}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ task, values }) => (
          <tr key={task}>
            <th scope="row">{task}</th>
            {columns.map((column, i) => (
              <td key={column}>{values[i]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same file that `switchboard run` and `python -m mtl run` take, written by the server. */
function Toml({ run }: Props) {
  const { data, isError, error, refetch } = useQuery({
    queryKey: ["run", run.id, "toml"],
    queryFn: ({ signal }) => preview(run.config as Schemas["RunConfig"], signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isError) return <ProblemAlert what="The TOML could not be written" error={error} onRetry={refetch} />;
  return data ? <Source text={data.toml} /> : <Skeleton height={320} mt="sm" />;
}

function Source({ text }: { text: string }) {
  return (
    <>
      <Group justify="flex-end" mt="xs">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <pre className={classes.source}>{text}</pre>
    </>
  );
}
