/** The migrated database that each test database is a copy of. */
export const templateDatabase = "quittance_template";

/** The same server, another database. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
