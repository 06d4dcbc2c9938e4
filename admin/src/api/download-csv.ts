import { callCsv } from "./client.ts";

/**
 * Every row of a list as one CSV file, handed to the browser to keep: page after page, as the API
 * gives it out, each column of it and amounts in minor units.
 *
 * @param onPage told after each page how many there are so far
 */
export async function downloadCsv(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  name: string,
  onPage: (pages: number) => void,
): Promise<void> {
  const parts: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const response = await callCsv(path, { ...query, cursor });
    const text = await response.text();
    const head = text.indexOf("\r\n") + 2;
    parts.push(parts.length === 0 ? text : text.slice(head));
    onPage(parts.length);
    cursor = response.headers.get("next-cursor");
  }
  keep(new Blob(parts, { type: "text/csv;charset=utf-8" }), `${name}.csv`);
}

function keep(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
