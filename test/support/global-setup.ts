import type { TestProject } from "vitest/node";
import { startDatabaseServer } from "./database-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseServerUrl: string;
  }
}

/** One real PostgreSQL for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startDatabaseServer();
  project.provide("databaseServerUrl", server.url);
  return () => server.stop();
}
