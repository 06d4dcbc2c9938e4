/**
 * The look, in one place: colours, the status table, type, space, radius, shadow.
 *
 * The payer pages, the mails and the admin's theme are all made from these constants, so that a
 * colour or a status word is changed once. Contrast is checked by a test, not by eye.
 */

export interface Shade {
  readonly light: string;
  readonly dark: string;
}

export const colors = {
  /** Ground of payer pages, mails and the admin's rail. */
  page: { light: "#F7F6F3", dark: "#161512" },
  rail: { light: "#F7F6F3", dark: "#1B1A17" },
  /** The invoice sheet and cards. */
  sheet: { light: "#FFFFFF", dark: "#1F1E1A" },
  sunken: { light: "#F1EFEA", dark: "#26251F" },
  ink: { light: "#1C1B18", dark: "#EFEDE8" },
  muted: { light: "#5C5850", dark: "#ACA79D" },
  placeholder: { light: "#76716A", dark: "#9A958B" },
  /** Hairlines: decoration only, never the border of something to click. */
  line: { light: "#E5E2DB", dark: "#33312B" },
  /** Borders of inputs, radios and checkboxes. */
  control: { light: "#8A857B", dark: "#7A756B" },
  accent: { light: "#0B6B4F", dark: "#4CC39B" },
  onAccent: { light: "#FFFFFF", dark: "#06261C" },
  accentHover: { light: "#095641", dark: "#6BD3B0" },
  /** Links and the focus ring. */
  link: { light: "#0B6B4F", dark: "#6BD3B0" },
  error: { light: "#A32B1E", dark: "#F5A79C" },
  chart: { light: "#17805F", dark: "#4CC39B" },
  selectedRow: { light: "#EFF8F4", dark: "#14241E" },
} as const satisfies Record<string, Shade>;

/** The ten shades of pine that the admin's component library asks for. */
export const pine = [
  "#EFF8F4",
  "#E3F2EB",
  "#B9E2D2",
  "#86DDBE",
  "#4CC39B",
  "#2FA37E",
  "#17805F",
  "#0B6B4F",
  "#095641",
  "#06261C",
] as const;

export interface StatusLook {
  readonly word: string;
  /** Name of the icon; a status is always word, icon and colour together. */
  readonly icon: string;
  readonly text: Shade;
  readonly ground: Shade;
}

const quiet = {
  text: { light: "#5C5850", dark: "#BDB8AE" },
  ground: { light: "#EEECE7", dark: "#2D2B27" },
} as const;

const alarming = {
  text: { light: "#A32B1E", dark: "#F5A79C" },
  ground: { light: "#FBE9E6", dark: "#43201B" },
} as const;

const pending = {
  text: { light: "#2F4FA3", dark: "#AFC1F5" },
  ground: { light: "#E8EDFA", dark: "#212A45" },
} as const;

const settled = {
  text: { light: "#0A5C44", dark: "#86DDBE" },
  ground: { light: "#E3F2EB", dark: "#12332A" },
} as const;

/** How each status of an invoice, and the two marks beside it, look. */
export const statuses = {
  draft: { word: "Draft", icon: "pencil", ...quiet },
  open: {
    word: "Unpaid",
    icon: "clock",
    text: { light: "#33506B", dark: "#AFC7DE" },
    ground: { light: "#E6EDF4", dark: "#1F2C38" },
  },
  overdue: { word: "Overdue", icon: "alert-circle", ...alarming },
  partlyPaid: {
    word: "Partly paid",
    icon: "circle-half-2",
    text: { light: "#7A4B00", dark: "#EFC878" },
    ground: { light: "#FBF0D9", dark: "#3A2C12" },
  },
  processing: { word: "Processing", icon: "loader-2", ...pending },
  paid: { word: "Paid", icon: "check", ...settled },
  void: { word: "Void", icon: "ban", ...quiet },
  /** Stands beside another status wherever test money is involved. */
  test: {
    word: "Test",
    icon: "flask",
    text: { light: "#6B2FA0", dark: "#D6B4F5" },
    ground: { light: "#F1E8FA", dark: "#33204A" },
  },
  failed: { word: "Failed", icon: "x", ...alarming },
} as const satisfies Record<string, StatusLook>;

export type StatusName = keyof typeof statuses;

/** What payers read for a void invoice; "void" is the seller's word. */
export const voidWordForPayers = "Cancelled";

/** Words and looks of payment rows. */
export const paymentStatuses = {
  started: { word: "Started", look: "draft" },
  processing: { word: "Processing", look: "processing" },
  succeeded: { word: "Paid", look: "paid" },
  failed: { word: "Failed", look: "failed" },
  canceled: { word: "Left", look: "draft" },
  unknown: { word: "Checking", look: "processing" },
  refunded: { word: "Refunded", look: "draft" },
  disputed: { word: "Disputed", look: "overdue" },
} as const satisfies Record<string, { word: string; look: StatusName }>;

export const fontFamily =
  '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif';

/** Mails load no fonts. */
export const mailFontFamily = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** Payer type scale. Sizes in rem; nothing below 13 px. */
export const payerType = {
  amount: {
    size: "clamp(2.5rem, 11.5vw, 3.25rem)",
    lineHeight: 1.08,
    weight: 620,
    tracking: "-.022em",
  },
  headline: {
    size: "clamp(1.625rem, 6.4vw, 2rem)",
    lineHeight: 1.18,
    weight: 640,
    tracking: "-.018em",
  },
  sheetTitle: { size: "1.25rem", weight: 640 },
  lead: { size: "1.0625rem" },
  body: { size: "1rem" },
  table: { size: ".9375rem" },
  small: { size: ".875rem" },
  label: { size: ".8125rem" },
} as const;

/** Admin type scale in px. */
export const adminType = {
  pageTitle: { sizePx: 24, weight: 620 },
  figure: { sizePx: 28, weight: 620 },
  section: { sizePx: 17, weight: 620 },
  text: { sizePx: 15, weight: 400 },
  smallText: { sizePx: 14, weight: 400 },
  tableHead: { sizePx: 12.5, weight: 500 },
  badge: { sizePx: 12.5, weight: 500 },
} as const;

/** Steps of space in px. */
export const space = [4, 8, 12, 16, 24, 32, 40, 56, 72] as const;

/** Corner radii in px. */
export const radius = {
  small: 6,
  adminControl: 8,
  payerControl: 10,
  card: 12,
  sheet: 16,
  badge: 99,
} as const;

export const shadow = {
  sheet: "0 1px 2px rgb(28 27 24/.05), 0 12px 32px -12px rgb(28 27 24/.12)",
  modal: "0 24px 64px -16px rgb(28 27 24/.28)",
} as const;
