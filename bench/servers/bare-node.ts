/** A Node that has asked the database one thing and waits. */
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] ?? "", max: 16 });
await pool.query("select 1");
process.stdout.write("ready\n");
const waiting = setInterval(() => undefined, 60_000);
process.once("SIGTERM", () => {
  clearInterval(waiting);
  process.exit();
});
