import {
  CLOSE_PAGE,
  type Effect,
  effectOf,
  LOOK_UP,
  OPEN_PAGE,
  type Plan,
  SETTLING,
  type Steps,
  visit,
} from "./step.ts";
import type { SentBill, Stage, Tab } from "./stage.ts";

const CARDS = {
  "4242424242424242": 30,
  "5555555555554444": 6,
  "4000000000000002": 5, // declined
  "4000000000009995": 4, // insufficient funds
  "4000002500003155": 6, // 3-D Secure, then pays
  "4000008400001629": 3, // 3-D Secure, then declined
  "4000000000007726": 4, // a refund settles late
  "4000000000005126": 4, // a refund fails late
  "4000000000000259": 3, // disputed at once
  "4000000000001976": 2, // an inquiry at once
} as const;

const ACCOUNTS = ["AT611904300234573201", "AT861904300235473202"];

/** Everything payers do. */
export const PAYER_STEPS: Steps = {
  "payer opens the page": { weight: 4, plan: openPage },
  "payer presses Pay": { weight: 16, plan: pressPay },
  "payer presses Pay twice at once": { weight: 4, plan: pressPayTwice },
  "payer pays by card": { weight: 34, plan: payByCard },
  "payer pays by debit": { weight: 8, plan: payByDebit },
  "payer returns": { weight: 8, plan: comeBack },
  "payer leaves the payment page": { weight: 2, plan: leave },
};

function linkOf({ random, bills }: Stage): { bill: SentBill; link: string } | null {
  const bill = random.maybe(bills);
  const link = random.maybe(bill?.links ?? []);
  return bill && link !== undefined ? { bill, link } : null;
}

function openPage(stage: Stage): Plan | null {
  const chosen = linkOf(stage);
  if (!chosen) return null;
  return {
    subject: chosen.bill.invoiceId,
    calls: [],
    about: "",
    run: async () => effectOfPage(await visit(chosen.link)),
  };
}

function effectOfPage(page: { status: number; location: string; html: string } | null): Effect {
  if (!page) return "no answer";
  if (page.location.includes("notice=unreachable")) return "put off";
  if (page.status === 404 || page.status === 429) return "refused";
  return effectOf(page);
}

function pressPay(stage: Stage): Plan | null {
  const chosen = linkOf(stage);
  if (!chosen) return null;
  const { bill, link } = chosen;
  const wire = stage.random.maybe(stage.wires);
  const form: Record<string, string> = {};
  if (wire && stage.wires.length > 1 && stage.random.chance(0.5)) form["connection"] = wire.id;
  return {
    subject: bill.invoiceId,
    calls: [OPEN_PAGE, OPEN_PAGE, OPEN_PAGE, CLOSE_PAGE, LOOK_UP],
    about: form["connection"] ?? "",
    run: () => press(stage, bill, link, form),
  };
}

async function press(
  stage: Stage,
  { invoiceId }: SentBill,
  link: string,
  form: Record<string, string>,
): Promise<Effect> {
  const page = await visit(`${link}/pay`, form);
  const sessionId = /cs_(?:test|live)_[A-Za-z0-9]+/.exec(page?.location ?? "")?.[0];
  if (sessionId === undefined)
    return page?.status === 303 && !page.location.includes("notice=")
      ? "refused"
      : effectOfPage(page);
  if (!stage.tabs.some((tab) => tab.sessionId === sessionId)) {
    stage.tabs.push({ invoiceId, link, sessionId });
  }
  return "done";
}

/** A double click, or the same link in two tabs. */
function pressPayTwice(stage: Stage): Plan | null {
  const chosen = linkOf(stage);
  if (!chosen) return null;
  const { bill, link } = chosen;
  const second = stage.random.pick(bill.links);
  return {
    subject: bill.invoiceId,
    calls: [OPEN_PAGE],
    about: "",
    async run() {
      const effects = await Promise.all([
        press(stage, bill, link, {}),
        press(stage, bill, second, {}),
      ]);
      return (
        effects.toSorted((a, b) => SERIOUSNESS.indexOf(b) - SERIOUSNESS.indexOf(a))[0] ?? "done"
      );
    },
  };
}

const SERIOUSNESS: Effect[] = ["done", "refused", "put off", "no answer", "failed"];

/** An open page mostly; sometimes one that is over, as it stands in a tab that nobody closed. */
function tabOf(stage: Stage): Tab | undefined {
  const isOpen = (tab: Tab): boolean => sessionOf(stage, tab.sessionId)?.status === "open";
  const open = stage.tabs.filter(isOpen);
  return stage.random.chance(0.92) ? stage.random.maybe(open) : stage.random.maybe(stage.tabs);
}

function sessionOf({ sandbox }: Stage, id: string) {
  return Object.values(sandbox.state.accounts)
    .map((account) => account.sessions[id])
    .find((session) => session !== undefined);
}

/** Whether and when the payer's browser comes back. */
async function afterwards(tab: Tab, isComing: boolean): Promise<Effect> {
  if (!isComing) return "done";
  return effectOfPage(await visit(`${tab.link}/return?session=${tab.sessionId}`));
}

function payByCard(stage: Stage): Plan | null {
  const { random, sandbox } = stage;
  const tab = tabOf(stage);
  if (!tab) return null;
  const card = random.weighted(CARDS);
  const authentication = random.pick([
    "complete",
    "complete",
    "complete",
    "fail",
    "leave",
  ] as const);
  // The second in which a page expires is lost by Stripe now and then.
  const force = random.chance(0.3);
  const isComing = random.chance(0.45);
  return {
    subject: tab.invoiceId,
    calls: isComing ? [LOOK_UP] : [],
    about: `${card.slice(-4)} ${authentication}${isComing ? ", returns" : ""}`,
    async run() {
      const isOver = sessionOf(stage, tab.sessionId)?.status === "complete";
      const payer = { card, authentication, force };
      const { outcome } = await sandbox.control.payCheckout(tab.sessionId, payer);
      if (outcome === "succeeded" && !isOver) return afterwards(tab, isComing);
      return "refused";
    },
  };
}

function payByDebit(stage: Stage): Plan | null {
  const { random, sandbox } = stage;
  const tab = tabOf(stage);
  if (!tab) return null;
  const iban = random.pick(ACCOUNTS);
  const isComing = random.chance(0.5);
  return {
    subject: tab.invoiceId,
    calls: isComing ? [LOOK_UP] : [],
    about: isComing ? "returns" : "",
    async run() {
      const isOver = sessionOf(stage, tab.sessionId)?.status === "complete";
      const { outcome } = await sandbox.control.payCheckout(tab.sessionId, { iban });
      return outcome === "processing" && !isOver ? afterwards(tab, isComing) : "refused";
    },
  };
}

/** From a page paid on or not, now or days later, or by the address that says the page was left. */
function comeBack(stage: Stage): Plan | null {
  const tab = stage.random.maybe(stage.tabs);
  if (!tab) return null;
  return {
    subject: tab.invoiceId,
    calls: SETTLING,
    about: "",
    run: () => afterwards(tab, true),
  };
}

function leave(stage: Stage): Plan | null {
  const tab = stage.random.maybe(stage.tabs);
  if (!tab) return null;
  return {
    subject: tab.invoiceId,
    calls: [LOOK_UP],
    about: "",
    async run() {
      const address = sessionOf(stage, tab.sessionId)?.cancel_url ?? `${tab.link}/return`;
      return effectOfPage(await visit(address));
    },
  };
}
