import { CloseButton, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { queryGuideQuery } from "@/api/finding";
import { SEARCH_BOX } from "@/features/runs/search";
import { type Completion, complete, completions } from "./completion";
import { QueryHelp } from "./QueryHelp";
import classes from "./SearchBox.module.css";

type Props = {
  value: string;
  onChange: (value: string) => void;
  /** Why the server cannot read the query, with the column. */
  problem: string | null;
};

const PAUSE_MS = 300;

/** Searches by words and conditions; fields, tasks and words are completed, a mistake is told where it is. */
export function SearchBox({ value, onChange, problem }: Props) {
  const [typed, setTyped] = useState(value);
  const [cursor, setCursor] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const asked = useLocation({ select: ({ state }) => state.focusSearch });
  const report = useDebouncedCallback(onChange, PAUSE_MS);
  const { data: guide } = useQuery(queryGuideQuery);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { from, options } = guide ? completions(guide, typed, cursor) : { from: 0, options: [] };

  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (asked) input.current?.focus();
  }, [asked]);

  const change = (text: string, at: number) => {
    setTyped(text);
    setCursor(at);
    report(text);
  };
  const take = (option: Completion) => {
    const next = complete(typed, cursor, from, option);
    change(next.text, next.cursor);
    // After the new text is there, the cursor goes behind what was completed.
    requestAnimationFrame(() => input.current?.setSelectionRange(next.cursor, next.cursor));
    // A name that goes on is completed further.
    if (option.text.endsWith(" ")) combobox.closeDropdown();
    combobox.resetSelectedOption();
  };

  return (
    <div className={classes.search}>
      <Combobox
        store={combobox}
        onOptionSubmit={(text) => {
          const option = options.find((known) => known.text === text);
          if (option) take(option);
        }}
      >
        <Combobox.Target withExpandedAttribute>
          <TextInput
            ref={input}
            id={SEARCH_BOX}
            type="search"
            autoComplete="off"
            spellCheck={false}
            aria-label="Search runs"
            placeholder="Words, or task.digit.f1 > 0.9 and schedule = dst"
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSectionWidth={typed ? 62 : 34}
            rightSection={
              <span className={classes.side}>
                {typed ? (
                  <CloseButton size="sm" aria-label="Clear search" onClick={() => change("", 0)} />
                ) : null}
                <QueryHelp guide={guide} onTry={(query) => change(query, query.length)} />
              </span>
            }
            value={typed}
            error={problem}
            onChange={({ currentTarget }) => {
              change(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length);
              combobox.openDropdown();
              combobox.resetSelectedOption();
            }}
            onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart ?? 0)}
            onBlur={() => combobox.closeDropdown()}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              if (combobox.dropdownOpened && options.length > 0) combobox.closeDropdown();
              else change("", 0);
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={options.length === 0}>
          <Combobox.Options aria-label="Completions">
            {options.map(({ text, about }) => (
              <Combobox.Option key={text} value={text}>
                <code>{text.trim()}</code> <span className={classes.about}>{about}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}
