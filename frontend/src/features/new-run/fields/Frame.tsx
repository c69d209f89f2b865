import { ActionIcon, Tooltip } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useRemarks } from "../form/context";
import { fieldId } from "../form/errors";
import classes from "./Frame.module.css";

/** What the control inside a frame must carry to be tied to its label and its messages. */
export type Control = {
  id: string;
  error: boolean;
  ref: (element: HTMLElement | null) => void;
};

type Props = {
  /** Dotted name, as errors call it. */
  name: string;
  title: string;
  help?: string;
  /** A label can point at one input; a set of buttons is named by it instead. */
  group?: boolean;
  wide?: boolean;
  children: (control: Control, labelId: string) => ReactNode;
};

/** Label, help, control, and the messages under it: one setting of the form. */
export function Frame({ name, title, help = "", group = false, wide = false, children }: Props) {
  const id = fieldId(name);
  const control = useControl(name);
  const Label = group ? "span" : "label";
  return (
    <div className={classes.frame} data-wide={wide || undefined}>
      <div className={classes.head}>
        <Label className={classes.label} id={`${id}-label`} {...(group ? {} : { htmlFor: id })}>
          {title}
        </Label>
        <ChangedMark name={name} />
        {help ? <Help title={title} text={help} /> : null}
      </div>
      {children(control, `${id}-label`)}
      <Messages name={name} />
    </div>
  );
}

/** What ties a control to its label and its messages. */
export function useControl(name: string): Control {
  const { mistakes, doubts } = useRemarks(name);
  const described = mistakes.length + doubts.length > 0;
  // Through a ref, because Mantine's inputs overwrite a property `aria-describedby` with messages of their own.
  const ref = (element: HTMLElement | null) => {
    if (described) element?.setAttribute("aria-describedby", messagesId(name));
    else element?.removeAttribute("aria-describedby");
  };
  return { id: fieldId(name), error: mistakes.length > 0, ref };
}

function messagesId(name: string): string {
  return `${fieldId(name)}-messages`;
}

/** Messages with more letters than this get more room than their field. */
const LONG = 60;

/** The mistakes of a field with their remedies, then its warnings. */
export function Messages({ name }: { name: string }) {
  const { mistakes, doubts } = useRemarks(name);
  if (mistakes.length + doubts.length === 0) return null;
  const long = [...mistakes, ...doubts].some((message) => message.length > LONG);
  return (
    <div id={messagesId(name)} className={classes.messages} data-long={long || undefined}>
      {mistakes.map((message) => (
        <p key={message} className={classes.error}>
          {message}
        </p>
      ))}
      {doubts.map((message) => (
        <p key={message} className={classes.warning}>
          {message}
        </p>
      ))}
    </div>
  );
}

/** A dot beside the name of a setting that is not what the form started with. */
export function ChangedMark({ name }: { name: string }) {
  const { changed } = useRemarks(name);
  if (!changed) return null;
  return <span className={classes.changed} role="img" aria-label="changed" title="Changed" />;
}

/** An icon that explains on hover, focus and touch. */
export function Help({ title, text }: { title: string; text: string }) {
  return (
    <Tooltip
      label={text}
      multiline
      w={280}
      withArrow
      events={{ hover: true, focus: true, touch: true }}
      position="top-start"
    >
      <ActionIcon
        variant="transparent"
        size={16}
        className={classes.help}
        aria-label={`About ${title}: ${text}`}
      >
        <IconInfoCircle size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
