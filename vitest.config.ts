import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "src/**/*.test.ts",
      "sandbox/**/*.test.ts",
      "test/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    globalSetup: "test/support/global-setup.ts",
    // Processes, not threads: the tests start servers, workers and databases of their own.
    pool: "forks",
    // Files share what their process has loaded: nothing replaces modules here, and to load the program
    // anew for each file takes longer than most of them run.
    isolate: false,
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
