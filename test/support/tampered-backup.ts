import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

/** The lines of a backup, as somebody reads them who got hold of the file. */
export function backupLines(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
}

/** Another file, with other lines. */
export function tamper(file: string, to: string, change: (lines: string[]) => string[]): string {
  writeFileSync(to, gzipSync(`${change(backupLines(file)).join("\n")}\n`));
  return to;
}

/** The same with other facts in its header. */
export function tamperHeader(file: string, to: string, facts: object): string {
  return tamper(file, to, ([header = "{}", ...rest]) => [
    JSON.stringify({ ...JSON.parse(header), ...facts }),
    ...rest,
  ]);
}
