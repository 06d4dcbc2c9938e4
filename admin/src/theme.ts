import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from "@mantine/core";
import {
  adminType,
  colors,
  fontFamily,
  pine,
  radius,
  type Shade,
  shadow,
  statuses,
} from "#design/tokens.ts";

/** Our greys on the places where the component library expects its own. */
const warmGrays: MantineColorsTuple = [
  colors.page.light,
  colors.sunken.light,
  colors.line.light,
  colors.line.light,
  colors.control.light,
  colors.placeholder.light,
  colors.muted.light,
  colors.muted.light,
  colors.ink.light,
  colors.ink.light,
];

const warmDarks: MantineColorsTuple = [
  colors.ink.dark,
  colors.muted.dark,
  colors.muted.dark,
  colors.placeholder.dark,
  colors.control.dark,
  colors.sunken.dark,
  colors.sheet.dark,
  colors.page.dark,
  colors.page.dark,
  colors.page.dark,
];

/** Filled buttons take their text colour from the tokens; the library's contrast rule misses it. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const isPrimary = input.color === undefined || input.color === input.theme.primaryColor;
  if (!isPrimary) return resolved;
  if (input.variant === "filled") {
    return {
      ...resolved,
      color: "var(--q-onAccent)",
      background: "var(--q-accent)",
      hover: "var(--q-accentHover)",
    };
  }
  if (input.variant === "subtle") {
    return { ...resolved, color: "var(--q-link)", hover: "var(--q-sunken)" };
  }
  return resolved;
};

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 4 },
  colors: { pine, gray: warmGrays, dark: warmDarks },
  white: colors.sheet.light,
  black: colors.ink.light,
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Liberation Mono", Menlo, monospace',
  fontSizes: { xs: "12.5px", sm: "14px", md: "15px", lg: "17px", xl: "24px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.3" },
  headings: { fontWeight: String(adminType.pageTitle.weight) },
  defaultRadius: radius.adminControl,
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  shadows: { xl: shadow.modal },
  components: {
    Modal: {
      defaultProps: {
        radius: radius.card,
        shadow: "xl",
        padding: 24,
        closeButtonProps: { "aria-label": "Close" },
        transitionProps: { duration: 150 },
        overlayProps: { backgroundOpacity: 0.36, color: colors.ink.light },
      },
    },
    Drawer: {
      defaultProps: {
        padding: 24,
        closeButtonProps: { "aria-label": "Close" },
        transitionProps: { duration: 150 },
        overlayProps: { backgroundOpacity: 0.36, color: colors.ink.light },
      },
    },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 100 },
        shadow: "md",
        position: "bottom-end",
        // An element between the menu and its items that menus may not contain.
        withInitialFocusPlaceholder: false,
      },
    },
    // What is optional says so by a placeholder; stars are noise.
    InputWrapper: { defaultProps: { withAsterisk: false } },
    // The list of choices scrolls itself, so that what scrolls is what the keyboard moves in.
    Select: {
      defaultProps: { allowDeselect: false, checkIconPosition: "right", withScrollArea: false },
    },
    Switch: { defaultProps: { withThumbIndicator: false } },
    DatePickerInput: {
      defaultProps: {
        hideOutsideDates: true,
        ariaLabels: {
          previousMonth: "Previous month",
          nextMonth: "Next month",
          previousYear: "Previous year",
          nextYear: "Next year",
          previousDecade: "Previous decade",
          nextDecade: "Next decade",
          monthLevelControl: "Choose a month",
          yearLevelControl: "Choose a year",
        },
      },
    },
    Skeleton: { defaultProps: { animate: false } },
  },
});

/** Every token as `--q-name`, and the library's own variables where they miss the design. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: schemeVariables("light"),
  dark: schemeVariables("dark"),
});

function schemeVariables(scheme: keyof Shade): Record<string, string> {
  const named = Object.entries(colors).map(([name, shade]) => [`--q-${name}`, shade[scheme]]);
  const marks = Object.entries(statuses).flatMap(([name, look]) => [
    [`--q-${name}-text`, look.text[scheme]],
    [`--q-${name}-ground`, look.ground[scheme]],
  ]);
  return {
    ...Object.fromEntries([...named, ...marks]),
    "--q-body": scheme === "light" ? colors.sheet.light : colors.page.dark,
    "--mantine-color-body": scheme === "light" ? colors.sheet.light : colors.sheet.dark,
    "--mantine-color-text": colors.ink[scheme],
    "--mantine-color-dimmed": colors.muted[scheme],
    "--mantine-color-placeholder": colors.placeholder[scheme],
    "--mantine-color-error": colors.error[scheme],
    "--mantine-color-anchor": colors.link[scheme],
    "--mantine-color-default": colors.sheet[scheme],
    "--mantine-color-default-hover": colors.sunken[scheme],
    "--mantine-color-default-color": colors.ink[scheme],
    "--mantine-color-default-border": colors.line[scheme],
    "--mantine-color-disabled": colors.sunken[scheme],
    "--mantine-color-disabled-color": colors.placeholder[scheme],
    "--mantine-color-pine-light": statuses.paid.ground[scheme],
    "--mantine-color-pine-light-hover": statuses.paid.ground[scheme],
    "--mantine-color-pine-light-color": statuses.paid.text[scheme],
  };
}
