import { createTheme } from "@mantine/core";
import type { ButtonProps, CSSVariablesResolver, MantineColorsTuple, MantineTheme } from "@mantine/core";

/*
 * Colours, sizes and radii live here and nowhere else. Pages use the `--postern-*` variables and Mantine's own;
 * every pair of text and ground below keeps a contrast of at least 4.5 in both schemes.
 */

const accent: MantineColorsTuple = [
  "#edf3fe",
  "#d9e4fb",
  "#b2c8f5",
  "#88a9ee",
  "#658fe8",
  "#4f7fe2",
  "#3b6dd4",
  "#2b5fc4",
  "#2251ad",
  "#1b4390",
];

const dark: MantineColorsTuple = [
  "#d5dae1",
  "#b4bbc6",
  "#98a1ae",
  "#6c7684",
  "#4a5361",
  "#333b47",
  "#262d37",
  "#171c23",
  "#12161c",
  "#0d1015",
];

const gray: MantineColorsTuple = [
  "#f7f8fa",
  "#eff1f4",
  "#e4e7ec",
  "#d5dae1",
  "#b9c0ca",
  "#8b94a1",
  "#667080",
  "#4a5361",
  "#333b47",
  "#1d232b",
];

const mono = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace";
const sans = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

const button = { "--button-height": "32px", "--button-padding-x": "12px", "--button-fz": "14px" };
const control = { "--input-height": "32px", "--input-fz": "14px", "--input-padding": "10px" };

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 7 },
  colors: { accent, dark, gray },
  black: "#1d232b",
  fontFamily: sans,
  fontFamilyMonospace: mono,
  defaultRadius: "sm",
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.35", sm: "1.45", md: "1.45", lg: "1.4", xl: "1.3" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "20px", lineHeight: "28px" }, h2: { fontSize: "16px", lineHeight: "24px" }, h3: { fontSize: "14px" } },
  },
  respectReducedMotion: true,
  components: {
    Input: { vars: () => ({ wrapper: control, input: {} }) },
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "error", "description"] } },
    Button: {
      defaultProps: { size: "sm", fw: 500 },
      vars: (_theme: MantineTheme, { size }: ButtonProps) => ({ root: String(size).startsWith("compact") ? {} : button }),
    },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, events: { hover: true, focus: true, touch: false } } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 }, closeButtonProps: { "aria-label": "Close" } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, closeButtonProps: { "aria-label": "Close" } } },
    // A focusable child that is no entry is not allowed in a menu; arrows find the first entry without it.
    Menu: { defaultProps: { transitionProps: { duration: 100 }, position: "bottom-end", withInitialFocusPlaceholder: false } },
    Switch: { defaultProps: { size: "sm" } },
    Checkbox: { defaultProps: { size: "xs" } },
  },
});

const sizes = {
  "--postern-row": "32px",
  "--postern-nav": "184px",
  "--postern-nav-narrow": "52px",
  "--postern-top": "44px",
  "--postern-bottom-bar": "56px",
  "--postern-mono": mono,
};

const light = {
  "--mantine-color-dimmed": "#586271",
  "--mantine-color-error": "#b3261e",
  "--mantine-color-placeholder": "#6b7482",
  "--mantine-color-anchor": "#2251ad",
  "--postern-ground": "#ffffff",
  "--postern-side": "#f7f8fa",
  "--postern-hover": "#f2f5fa",
  "--postern-chosen": "#e7eefb",
  "--postern-line": "#e0e4e9",
  "--postern-code": "#f5f6f8",
  "--postern-track": "#dfe3e9",
  "--postern-accent-text": "#2251ad",
  "--state-quiet": "#5d6776",
  "--state-running": "#2b5fc4",
  "--state-succeeded": "#17743a",
  "--state-failed": "#b3261e",
  "--state-unknown": "#8a5a00",
  "--state-failed-ground": "#fdf0ee",
  "--state-unknown-ground": "#fdf5e3",
  "--state-succeeded-ground": "#ebf7ef",
  "--state-running-ground": "#eef3fd",
  "--bar-succeeded": "#3a9a5d",
  "--bar-cached": "#8fc3a3",
  "--bar-running": "#4f7fe2",
  "--bar-failed": "#cf4a3f",
};

const night = {
  "--mantine-color-body": "#171c23",
  "--mantine-color-dimmed": "#9aa4b2",
  "--mantine-color-error": "#ff8f85",
  "--mantine-color-placeholder": "#8590a0",
  "--mantine-color-anchor": "#8fb2f7",
  "--postern-ground": "#171c23",
  "--postern-side": "#12161c",
  "--postern-hover": "#1f2630",
  "--postern-chosen": "#22304a",
  "--postern-line": "#2c343f",
  "--postern-code": "#10141a",
  "--postern-track": "#333b47",
  "--postern-accent-text": "#8fb2f7",
  "--state-quiet": "#9aa4b2",
  "--state-running": "#82a9f7",
  "--state-succeeded": "#63c788",
  "--state-failed": "#ff8f85",
  "--state-unknown": "#e8b04a",
  "--state-failed-ground": "#33201f",
  "--state-unknown-ground": "#302715",
  "--state-succeeded-ground": "#17301f",
  "--state-running-ground": "#1b2740",
  "--bar-succeeded": "#3f9e62",
  "--bar-cached": "#2c6b45",
  "--bar-running": "#5a8bed",
  "--bar-failed": "#d9584d",
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: sizes, light, dark: night });
