import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const FILE = fileURLToPath(new URL("until-stopped.ts", import.meta.url));

it("ends a program that cannot let go of what it has under way", async () => {
  const program = `
    const { untilStopped } = await import(${JSON.stringify(FILE)});
    const stopped = untilStopped(10);
    console.log("ready");
    setInterval(() => undefined, 1000);
    await stopped;`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  expect(errors).toContain("cut off");
});
