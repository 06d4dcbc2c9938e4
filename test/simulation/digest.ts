import type { Stage } from "./stage.ts";

const MONEY = ["payments", "refunds", "disputes", "invoice_applications", "ledger_entries"];
const EVERYTHING = [
  ...MONEY,
  "webhook_events",
  "mails",
  "customer_credits",
  "invoices",
  "connections",
];

/** One line that differs when any such row of the acting business differs, or, for everything, any job is added. */
export async function digestOf(
  { admin }: Pick<Stage, "admin">,
  what: "money" | "everything",
): Promise<string> {
  const tables = what === "money" ? MONEY : EVERYTHING;
  const parts = tables.map(
    (table) =>
      `(select coalesce(md5(string_agg(t::text, '|' order by t::text)), '-') from ${table} t)`,
  );
  const jobs = "(select count(*)::text from graphile_worker._private_jobs)";
  const { rows } = await admin.query<{ digest: string }>(
    `select concat_ws(' ', ${[...parts, ...(what === "money" ? [] : [jobs])].join(", ")}) as digest`,
  );
  return rows[0]?.digest ?? "";
}

/** The same for a business that nobody touches. */
export async function digestOfBusiness({ admin }: Stage, businessId: string): Promise<string> {
  const own = (await admin.query<{ own: string }>("select current_setting('app.business') as own"))
    .rows[0]?.own;
  try {
    await admin.query("select set_config('app.business', $1, false)", [businessId]);
    return await digestOf({ admin }, "everything").then((digest) => digest.replace(/ \d+$/, ""));
  } finally {
    await admin.query("select set_config('app.business', $1, false)", [own]);
  }
}
