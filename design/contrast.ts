/**
 * Contrast as WCAG 2.x computes it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), for
 * `#rrggbb` colours. From 1 (the same) to 21 (black on white), whichever way round.
 */
export function contrastRatio(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** `share` (0 to 1) of the second colour mixed into the first. */
export function mixColors(base: string, added: string, share: number): string {
  const channels = ([1, 3, 5] as const).map((start) => {
    const from = channel(base, start);
    return Math.round(from + (channel(added, start) - from) * share);
  });
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(color: string): number {
  return (
    0.2126 * linear(channel(color, 1)) +
    0.7152 * linear(channel(color, 3)) +
    0.0722 * linear(channel(color, 5))
  );
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function channel(color: string, start: 1 | 3 | 5): number {
  return Number.parseInt(color.slice(start, start + 2), 16);
}
