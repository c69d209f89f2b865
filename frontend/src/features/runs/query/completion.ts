import type { QueryGuide } from "@/api/finding";

/** Something that can stand at the cursor: what is written there then, and what it means. */
export type Completion = { text: string; about: string };

/** The part of the query that is being typed, from `from` to the cursor, and what it may become. */
export type Completions = { from: number; options: Completion[] };

const MOST = 8;
/** What the cursor stands in: a name or a word, with quoted parts; the last quotation mark may still be open. */
const PART = /(?:[^\s()"<>=!~,]|"(?:[^"\\]|\\.)*"|"(?:[^"\\]|\\.)*$)*$/;
const COMPARED = /((?:[^\s()"<>=!~,]|"(?:[^"\\]|\\.)*")+)\s*(?:>=|<=|!=|=|<|>|~)\s*$/;
const LISTED = /((?:[^\s()"<>=!~,]|"(?:[^"\\]|\\.)*")+)\s+in\s*\([^()]*$/i;

/** What may stand at the cursor of `text`; nothing where the reader types a number, or has typed nothing yet. */
export function completions(guide: QueryGuide, text: string, cursor: number): Completions {
  const before = text.slice(0, cursor);
  const part = PART.exec(before)?.[0] ?? "";
  const from = cursor - part.length;
  const ahead = before.slice(0, from);
  const field = (COMPARED.exec(ahead) ?? LISTED.exec(ahead))?.[1];
  const known = field === undefined ? names(guide, part) : words(guide, field);
  const options = known.filter(({ text }) => begins(text, part) && text.trim() !== part);
  return { from, options: options.slice(0, MOST) };
}

/** The query after a completion was taken, and where the cursor goes. */
export function complete(
  text: string,
  cursor: number,
  from: number,
  taken: Completion,
): { text: string; cursor: number } {
  return {
    text: text.slice(0, from) + taken.text + text.slice(cursor).trimStart(),
    cursor: from + taken.text.length,
  };
}

function begins(text: string, part: string): boolean {
  const plain = (words: string) => words.toLowerCase().replaceAll('"', "");
  return plain(text).startsWith(plain(part));
}

/** Names of fields, as far as they are clear: after `task.` the tasks, after a task its metrics. */
function names(guide: QueryGuide, part: string): Completion[] {
  if (part === "") return [];
  const figure = /^(task|test)\.((?:[^."]|"[^"]*"?)+\.)?/i.exec(part);
  if (figure) return figures(guide, figure[1] as string, figure[2]);
  const fields = guide.items.map(({ name, about }) => {
    // What follows a place in a list or a name of one's own is for the reader to write.
    const open = /[#*]/.exec(name);
    return open ? { text: name.slice(0, open.index), about } : { text: `${name} `, about };
  });
  const tasks = [
    { text: "task.", about: "a figure of a task, newest on validation" },
    { text: "test.", about: "a figure of a task on the test split" },
  ];
  return unique([...fields.filter(({ text }) => !text.startsWith("config.")), ...tasks, ...fields]);
}

function figures(guide: QueryGuide, kind: string, task: string | undefined): Completion[] {
  if (task === undefined) {
    return guide.tasks.map((name) => ({
      text: `${kind}.${name}.`,
      about: name === "any" ? "some task" : "",
    }));
  }
  return guide.metrics
    .filter(({ on_test }) => kind === "task" || on_test)
    .map(({ name, about }) => ({ text: `${kind}.${task}${name} `, about }));
}

/** What runs say in a field. */
function words(guide: QueryGuide, field: string): Completion[] {
  const found = guide.items.find(({ name }) => name.toLowerCase() === field.toLowerCase());
  return (found?.words ?? []).map((word) => ({ text: `${word} `, about: "" }));
}

function unique(options: Completion[]): Completion[] {
  return [...new Map(options.toReversed().map((option) => [option.text, option])).values()].toReversed();
}
