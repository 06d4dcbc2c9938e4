import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { checkEachStep, createMemory } from "./check-each-step.ts";
import { checkEnd } from "./check-end.ts";
import { comeToRest } from "./come-to-rest.ts";
import { deliverLetter } from "./deliveries.ts";
import { digestOfBusiness } from "./digest.ts";
import { PAYER_STEPS } from "./payers.ts";
import { shortenRetryPauses } from "#test/support/quick-retries.ts";
import { sendNewInvoice } from "./sellers.ts";
import { setStage, type Stage } from "./stage.ts";
import { type Effect, rowsOf } from "./step.ts";
import { makeTemplate, type Template } from "./template.ts";
import { connect } from "./wires.ts";

let template: Template;
let stage: Stage;
let bystander: string;

beforeAll(async () => {
  shortenRetryPauses();
  template = await makeTemplate(inject("databaseServerUrl"));
});
afterAll(() => template.remove());

/** A connection and an invoice whose payer has not done anything yet. */
beforeEach(async () => {
  stage = await setStage(template, 4, "inside");
  bystander = await digestOfBusiness(stage, stage.bystanderId);
  await connect(stage)?.run();
  await (await sendNewInvoice(stage)).run();
  return () => stage.stop();
});

async function pressPay(): Promise<Effect | undefined> {
  return (await PAYER_STEPS["payer presses Pay"]?.plan(stage))?.run();
}

async function pay(): Promise<void> {
  await stage.sandbox.control.payCheckout(stage.tabs[0]?.sessionId ?? "");
}

async function deliverAll(): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const letter of stage.post.slice()) effects.push(await deliverLetter(stage, letter));
  return effects;
}

/** Nothing is lost, nothing is there twice, and the books are sound. */
async function expectSoundEnd(payments: number): Promise<void> {
  await comeToRest(stage);
  expect(await checkEachStep(stage, createMemory())).toEqual([]);
  expect(await checkEnd(stage, bystander)).toEqual([]);
  const paid = await rowsOf(stage, "select id from payments where status = 'succeeded'");
  expect(paid).toHaveLength(payments);
}

function sessions(): number {
  const accounts = Object.values(stage.sandbox.state.accounts);
  return accounts.flatMap((account) => Object.keys(account.sessions)).length;
}

const MOST_COMMITS = 30;

describe("a database that breaks", () => {
  it("is down for a minute while webhooks arrive: they are not acknowledged, and nothing is lost [fault 21]", async () => {
    expect(await pressPay()).toBe("done");
    await pay();
    stage.proxy.setDown(true);
    const events = stage.post.length;
    expect(new Set(await deliverAll())).toEqual(new Set(["put off"]));
    expect(stage.acknowledged.size).toBe(0);
    expect(stage.post).toHaveLength(events);

    await stage.clock.advance(60_000);
    stage.proxy.setDown(false);
    await deliverAll(); // the first may still meet a connection that is gone
    await deliverAll();
    expect(stage.post).toEqual([]);
    await expectSoundEnd(1);
  });

  it("loses the connection after each COMMIT was sent: one page, one charge, one payment [fault 10]", async () => {
    const met: string[] = [];
    const losing = async (what: string, act: () => Promise<unknown>): Promise<void> => {
      for (let commit = 1; commit <= MOST_COMMITS; commit += 1) {
        stage.proxy.arm("after_commit", commit);
        await act();
        if (!stage.proxy.disarm()) return;
        met.push(`${what} ${commit}`);
        await act();
      }
    };
    await losing("opening a page", pressPay);
    await pressPay();
    expect(sessions()).toBe(1);
    await pay();
    await losing("acknowledging", async () => {
      const again = stage.post.map((letter) => ({ ...letter }));
      await deliverAll();
      stage.post.push(
        ...again.filter(({ eventId }) => !stage.post.some((one) => one.eventId === eventId)),
      );
    });
    await losing("settling", () => stage.program.runJobs());
    const [payment] = await rowsOf<{ id: string }>(stage, "select id from payments");
    const key = { "idempotency-key": "refund-once" };
    await losing("refunding", () =>
      stage.request("POST", `/payments/${payment?.id}/refunds`, { amount: 10 }, key),
    );
    expect(new Set(met.map((one) => one.split(" ")[0])).size).toBeGreaterThan(1);
    await expectSoundEnd(1);
    const refunds = Object.values(stage.sandbox.state.accounts).flatMap((one) =>
      Object.values(one.refunds),
    );
    expect(refunds.length).toBeLessThan(2);
  });

  it.each(["insert", "update"])(
    "has no room left for each %s of opening a page: no charge without a row [fault 22]",
    async (verb) => {
      await fillDisk(verb);
      expect(await pressPay()).not.toBe("done");
      expect(stage.tabs).toEqual([]); // nobody was sent to a page that has no row
      const rows = await rowsOf(stage, "select id from payments");
      expect(sessions()).toBeLessThanOrEqual(rows.length);

      await stage.admin.query("drop trigger disk_full on payments");
      expect(await pressPay()).toBe("done");
      expect(sessions()).toBe(1);
      await pay();
      await expectSoundEnd(1);
    },
  );

  it("has no room left for a webhook: it is not acknowledged, and comes again [fault 22]", async () => {
    await pressPay();
    await pay();
    await fillDisk("insert", "webhook_events");
    expect(new Set(await deliverAll())).not.toContain("done");
    expect(stage.acknowledged.size).toBe(0);
    await stage.admin.query("drop trigger disk_full on webhook_events");
    await deliverAll();
    expect(stage.post).toEqual([]);
    await expectSoundEnd(1);
  });
});

/** PostgreSQL says what it says when its disk is full, to every such write of a table. */
async function fillDisk(verb: string, table = "payments"): Promise<void> {
  await stage.admin.query(`
    create or replace function disk_full() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create trigger disk_full before ${verb} on ${table} for each row execute function disk_full()`);
}
