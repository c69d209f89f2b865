import { ActionIcon, Popover } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import { useState } from "react";
import type { QueryGuide } from "@/api/finding";
import classes from "./SearchBox.module.css";

type Props = { guide: QueryGuide | undefined; onTry: (query: string) => void };

/** What can be searched for: examples that can be tried, then every field. */
export function QueryHelp({ guide, onTry }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} width={460} position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label="What can be searched for"
          onClick={() => setOpened((open) => !open)}
        >
          <IconHelp size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="The query language" style={{ maxWidth: "calc(100vw - 24px)" }}>
        <div className={classes.help}>
          <p>
            Words are looked for in name, experiment, tags, data set, schedule and notes. Conditions compare a
            field. Join them with <code>and</code>, <code>or</code>, <code>not</code> and parentheses; side by
            side means <code>and</code>. Quote what holds spaces.
          </p>
          {guide ? (
            <Guide
              guide={guide}
              onTry={(query) => {
                setOpened(false);
                onTry(query);
              }}
            />
          ) : (
            <p>The fields could not be loaded.</p>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Guide({ guide, onTry }: { guide: QueryGuide; onTry: (query: string) => void }) {
  const settings = guide.items.filter(({ name }) => name.startsWith("config."));
  const fields = guide.items.filter(({ name }) => !name.startsWith("config."));
  return (
    <>
      <h3>Examples</h3>
      <dl>
        {guide.examples.map(({ query, meaning }) => (
          <Entry key={query} about={meaning}>
            <button type="button" className={classes.example} onClick={() => onTry(query)}>
              {query}
            </button>
          </Entry>
        ))}
      </dl>
      <h3>Fields</h3>
      <dl>
        {fields.map(({ name, about, operators }) => (
          <Entry key={name} about={`${about} (${operators.join(" ")})`}>
            <code>{name}</code>
          </Entry>
        ))}
      </dl>
      <h3>Figures of a task</h3>
      <p>
        <code>task.NAME.METRIC</code> is the newest on validation, <code>test.NAME.METRIC</code> that on the
        test split; <code>any</code> is some task.
      </p>
      <dl>
        {guide.metrics.map(({ name, about, on_test }) => (
          <Entry key={name} about={on_test ? about : `${about}; not on test`}>
            <code>{name}</code>
          </Entry>
        ))}
      </dl>
      <h3>Settings</h3>
      <dl>
        {settings.map(({ name, about }) => (
          <Entry key={name} about={about}>
            <code>{name}</code>
          </Entry>
        ))}
      </dl>
    </>
  );
}

function Entry({ about, children }: { about: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{children}</dt>
      <dd>{about}</dd>
    </>
  );
}
