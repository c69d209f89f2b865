import { ActionIcon, Anchor, CopyButton, SegmentedControl, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { memo, useRef, useState } from "react";
import type { Commands } from "../form/commands";
import classes from "./Commands.module.css";

const FORMS = [
  { value: "cli", label: "CLI" },
  { value: "curl", label: "cURL" },
  { value: "toml", label: "TOML" },
] as const;

type Form = (typeof FORMS)[number]["value"];

/** The same launch as text to take along. */
export const CommandsView = memo(function CommandsView(commands: Commands) {
  const [form, setForm] = useState<Form>("cli");
  const text = commands[form];
  return (
    <div>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label="The same as"
          data={[...FORMS]}
          value={form}
          onChange={setForm}
        />
        <Anchor
          fz={13}
          download={`${commands.file}.toml`}
          href={`data:application/toml;charset=utf-8,${encodeURIComponent(commands.toml)}`}
        >
          {commands.file}.toml
        </Anchor>
        <Copy text={text} label={`Copy ${FORMS.find(({ value }) => value === form)?.label}`} />
      </div>
      <Code text={text} />
    </div>
  );
});

function Copy({ text, label }: { text: string; label: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : label} withArrow>
          <ActionIcon variant="subtle" color="gray" aria-label={copied ? "Copied" : label} onClick={copy}>
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** A click selects all of it: where the page may not use the clipboard, Ctrl+C still can. */
function Code({ text }: { text: string }) {
  const code = useRef<HTMLPreElement>(null);
  const select = () => {
    const chosen = window.getSelection();
    if (code.current && chosen?.isCollapsed) chosen.selectAllChildren(code.current);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: selecting by mouse only; the keyboard has the copy button
    <pre ref={code} className={classes.code} onClick={select}>
      {text}
    </pre>
  );
}
