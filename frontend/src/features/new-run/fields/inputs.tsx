/** Inputs that keep what is typed, valid or not: what is no value yet is passed on as the text it is. */
import { Text, Textarea, TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import type { Bounds } from "../schema/model";
import { isUnparsed, same } from "../schema/values";
import type { Control } from "./Frame";
import { parseNumber, parseNumbers, showNumber, showNumbers, stepped } from "./numbers";

type Passed = Control & Pick<TextInputProps, "aria-label" | "placeholder" | "disabled" | "size" | "w">;

type Typed<Value> = {
  value: unknown;
  parse: (text: string) => Value;
  show: (value: unknown) => string;
  onChange: (value: Value) => void;
};

/** The text of an input whose value is held elsewhere: "1e-3" stays as typed until another value arrives. */
function useTyped<Value>({ value, parse, show, onChange }: Typed<Value>) {
  const [text, setText] = useState(() => show(value));
  let shown = text;
  if (!same(parse(text), value)) {
    shown = show(value);
    setText(shown);
  }
  const type = (next: string) => {
    setText(next);
    onChange(parse(next));
  };
  return { text: shown, type };
}

type NumberProps = Passed & {
  value: unknown;
  bounds: Bounds;
  unit?: string;
  nullable?: boolean;
  onChange: (value: number | string | null) => void;
};

/** One number. Free typing, exponents too; arrow keys step; nothing is ever clamped. */
export function NumberField({
  value,
  bounds,
  unit = "",
  nullable = false,
  onChange,
  ...passed
}: NumberProps) {
  const parse = (text: string) => (nullable && text.trim() === "" ? null : parseNumber(text));
  const { text, type } = useTyped({ value, parse, show: showNumber, onChange });
  const step = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const next = stepped(value, event.key === "ArrowUp" ? 1 : -1, bounds);
    event.preventDefault();
    if (next !== null) type(showNumber(next));
  };
  return (
    <TextInput
      w={unit ? 112 : 88}
      {...passed}
      {...(nullable && !passed.placeholder ? { placeholder: "none" } : {})}
      inputMode={bounds.integer ? "numeric" : "decimal"}
      autoComplete="off"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={step}
      rightSection={unit ? <Unit text={unit} /> : null}
      rightSectionWidth={unit ? 12 + 7 * unit.length : 0}
      rightSectionPointerEvents="none"
    />
  );
}

function Unit({ text }: { text: string }) {
  return (
    <Text size="xs" c="dimmed" pr={8}>
      {text}
    </Text>
  );
}

type NumbersProps = Passed & { value: unknown; onChange: (value: number[] | string) => void };

/** Several numbers in one line: "256 128". */
export function NumbersField({ value, onChange, ...passed }: NumbersProps) {
  const { text, type } = useTyped({ value, parse: parseNumbers, show: showNumbers, onChange });
  return (
    <TextInput
      w={144}
      placeholder="none"
      {...passed}
      inputMode="numeric"
      autoComplete="off"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

type JsonProps = Control & { value: unknown; onChange: (value: unknown) => void };

/** Any JSON: for settings of a shape that has no input of its own. */
export function JsonField({ value, onChange, ...control }: JsonProps) {
  const { text, type } = useTyped({ value, parse: parseJson, show: showJson, onChange });
  return (
    <Textarea
      {...control}
      autosize
      minRows={2}
      maxRows={12}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 13 } }}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { $text: text };
  }
}

function showJson(value: unknown): string {
  return isUnparsed(value) ? value.$text : JSON.stringify(value, null, 2);
}
