import { describe, expect, it } from "vitest";
import { createLog } from "./log.ts";

const SECRETS = [
  "sk_test_51abcDEF0123456789",
  "sk_live_51abcDEF0123456789",
  "rk_live_51abcDEF0123456789",
  "whsec_51abcDEF0123456789",
  "qk_abcdefghijklmnopqrstuvwxyz0123456789ABCDE-_",
  "/p/abcdefghijklmnopqrstuvwxyz012345",
  "/i/ABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123",
];

describe("a line of the log", () => {
  it.each(SECRETS)("never holds %s, wherever it was quoted [attack 39]", (secret) => {
    const error = new TypeError(`No such thing:\n${secret}`, { cause: new Error(secret) });
    Object.assign(error, { request: { authorization: secret }, code: secret });
    const lines = linesOf((log) => {
      log.error({ err: error }, "a request failed");
      log.warn({ err: secret, url: `https://example.com${secret}?x=1` }, `about ${secret}`);
      log.info({ deep: { list: [{ [secret]: secret }] }, text: `a\n${secret}` }, "deep");
    });
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain(secret.slice(8));
  });

  it("still says what went wrong and where", () => {
    const [line] = linesOf((log) => {
      const error = Object.assign(new RangeError("too far"), { code: "E_FAR" });
      log.error({ err: error, where: "POST /invoices" }, "a request failed");
    });
    expect(JSON.parse(String(line))).toMatchObject({
      msg: "a request failed",
      where: "POST /invoices",
      err: { name: "RangeError", message: "too far", code: "E_FAR" },
    });
    expect(line).toContain("log.test.ts");
  });
});

function linesOf(work: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  work(createLog("trace", { write: (line) => lines.push(line) }));
  return lines;
}
