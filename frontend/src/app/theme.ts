import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
} from "@mantine/core";

const blue: MantineColorsTuple = [
  "#e8f3fd",
  "#cfe3f8",
  "#a1c8ef",
  "#6faae6",
  "#5aa9f5",
  "#2a80d6",
  "#0b6bcb",
  "#0a5cb0",
  "#084c92",
  "#063b72",
];

/** Mantine's surfaces and borders in the dark scheme, in the tone of tokens.css. */
const dark: MantineColorsTuple = [
  "#e7e9ea",
  "#c3c9ce",
  "#9aa2a9",
  "#737b83",
  "#343a41",
  "#262b30",
  "#1d2125",
  "#16191c",
  "#131618",
  "#101214",
];

const system = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** The one thing to do on a page is in ink; accent blue is left to links, focus and progress. */
function filled(tone: string) {
  return {
    "--button-bg": tone,
    "--button-hover": `color-mix(in srgb, ${tone} 85%, var(--sb-background))`,
    "--button-color": "var(--sb-panel)",
  };
}

export const theme = createTheme({
  fontFamily: system,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  headings: { fontFamily: system },
  colors: { blue, dark },
  primaryColor: "blue",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  defaultRadius: 7,
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      vars: (_, { variant = "filled", color }) => ({
        root: variant === "filled" ? filled(color === "red" ? "var(--sb-bad)" : "var(--sb-ink)") : {},
      }),
    }),
    Modal: Modal.extend({ styles: { title: { fontWeight: 600 } } }),
  },
});

/** Mantine's own surfaces take the palette of tokens.css. */
const surfaces = {
  "--mantine-color-body": "var(--sb-background)",
  "--mantine-color-text": "var(--sb-ink)",
  "--mantine-color-dimmed": "var(--sb-dim)",
  "--mantine-color-default": "var(--sb-panel)",
  "--mantine-color-default-border": "var(--sb-line)",
  "--mantine-color-error": "var(--sb-bad)",
  "--mantine-color-placeholder": "var(--sb-dim)",
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: surfaces,
  dark: surfaces,
});
