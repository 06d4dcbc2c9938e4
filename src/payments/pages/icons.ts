import { type Markup, trustedMarkup } from "#src/formats/markup.ts";

/** Our own line icons on a 24 px grid. They only repeat what a word beside them says. */
const drawings = {
  "alert-circle": '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5M12 16.2v.1"/>',
  ban: '<circle cx="12" cy="12" r="9"/><path d="m5.8 5.8 12.4 12.4"/>',
  check: '<path d="m5 12.5 4.5 4.5L19.5 7"/>',
  "circle-half-2":
    '<circle cx="12" cy="12" r="9"/><path d="M12 3v18M12 9l4.5-4.5M12 14l7-7M12 19l8.5-8.5"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l2.8 2.8"/>',
  download: '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
  file: '<path d="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M9 13h6M9 17h4"/>',
  flask: '<path d="M9 3h6M10 3v6L5 19.5A1 1 0 0 0 6 21h12a1 1 0 0 0 1-1.5L14 9V3M8 14h8"/>',
  "link-off":
    '<path d="m10 14 4-4M11.5 6.5l1-1a4.2 4.2 0 0 1 6 6l-1 1M12.5 17.5l-1 1a4.2 4.2 0 0 1-6-6l1-1M3.5 3.5l17 17"/>',
  "loader-2": '<path d="M12 3a9 9 0 1 0 9 9"/>',
  lock: '<rect x="5" y="11" width="14" height="10" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
  x: '<path d="M6 6l12 12M18 6 6 18"/>',
  pause: '<path d="M9 5.5v13M15 5.5v13"/>',
  printer:
    '<path d="M7 9V5a1.5 1.5 0 0 1 1.5-1.5h7A1.5 1.5 0 0 1 17 5v4M7 17H5.5a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H17"/><rect x="7" y="14" width="10" height="6.5" rx="1"/>',
  question:
    '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.5a2.8 2.8 0 1 1 4 2.5c-.9.5-1.3 1-1.3 1.9M12 16.8v.1"/>',
} as const;

export type IconName = keyof typeof drawings;

/** An inline icon. Width and height are attributes, so that it stays small without the CSS. */
export function icon(name: IconName, sizePx: number): Markup {
  return trustedMarkup(
    `<svg class="icon" width="${sizePx}" height="${sizePx}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${drawings[name]}</svg>`,
  );
}
