import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  idOf,
  line,
  startCheckedSandbox,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";
import { launchChromium } from "#test/support/chromium.ts";

let sandbox: CheckedSandbox;
let stripe: Stripe;
let browser: Browser;
let shop: Server;
let shopUrl: string;

beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
  browser = await launchChromium();
  const page = `<!doctype html><title>Shop</title><div id="checkout"></div>
    <script src="${sandbox.url}/v3/stripe.js"></script>`;
  shop = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(page),
  );
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const address = shop.address();
  shopUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(async () => {
  await browser.close();
  shop.close();
  await sandbox.stop();
});

const create = (change: Stripe.Checkout.SessionCreateParams = {}) =>
  stripe.checkout.sessions.create({
    mode: "payment",
    ui_mode: "embedded_page",
    return_url: `${shopUrl}/back?session={CHECKOUT_SESSION_ID}`,
    line_items: [line(10_000, "eur")],
    ...change,
  });

/** Opens the shop and mounts the checkout of a session in it. */
const mount = async (clientSecret: string | null): Promise<Page> => {
  const page = await browser.newPage();
  await page.goto(shopUrl);
  await page.evaluate(
    async ([secret]) => {
      const { Stripe } = window as unknown as BrowserStripe;
      const checkout = await Stripe("pk_test_shop").createEmbeddedCheckoutPage({
        fetchClientSecret: async () => secret ?? "",
        onComplete: () => document.body.append("Thank you"),
      });
      Object.assign(window, { checkout });
      checkout.mount("#checkout");
    },
    [clientSecret],
  );
  return page;
};

const payIn = async (page: Page, card = "4242424242424242") => {
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Card number").fill(card);
  await frame.getByLabel("Expires").fill("12 / 34");
  await frame.getByLabel("Security code").fill("123");
  await frame.getByLabel("Name on card").fill("Jenny Rosen");
  await frame.getByLabel("Email").fill("jenny@example.com");
  await frame.getByRole("button", { name: /^Pay/ }).click();
};

interface BrowserStripe {
  Stripe: (key: string) => {
    createEmbeddedCheckoutPage(options: object): Promise<Checkout>;
    initEmbeddedCheckout(options: object): Promise<Checkout>;
  };
  checkout: Checkout;
}
interface Checkout {
  mount(place: string): void;
  destroy(): void;
}

test("an embedded session has a client secret and a return address, and no page of its own", async () => {
  const session = await create();
  expect(session).toMatchObject({
    client_secret: expect.stringContaining(`${session.id}_secret_`),
    return_url: `${shopUrl}/back?session={CHECKOUT_SESSION_ID}`,
    redirect_on_completion: "always",
    ui_mode: "embedded_page",
    success_url: null,
    url: null,
  });
});

test.each([
  [{ success_url: "https://shop.example/" }, "success_url"],
  [{ cancel_url: "https://shop.example/" }, "cancel_url"],
  [{ redirect_on_completion: "never" as const }, "return_url"],
  [{ ui_mode: "hosted_page" as const }, "return_url"],
])("what belongs to the other kind of page is refused: %o", async (change, param) => {
  await expect(create(change)).rejects.toMatchObject({ code: undefined, param });
});

test("paid in the frame, the shop's page is led on to return_url", async () => {
  const { id, client_secret: secret } = await create();
  const page = await mount(secret);
  await payIn(page);
  await page.waitForURL(`${shopUrl}/back?session=${id}`);
  expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe("paid");
  await page.close();
});

test("a decline is told in the frame; then 3-D Secure in the frame pays", async () => {
  const { id, client_secret: secret } = await create();
  const page = await mount(secret);
  await payIn(page, "4000000000000002");
  await page.frameLocator("iframe").getByRole("alert").waitFor();
  expect(page.url()).toBe(`${shopUrl}/`);
  await payIn(page, "4000002760003184");
  await page.frameLocator("iframe").getByRole("button", { name: "Complete" }).click();
  await page.waitForURL(/\/back/);
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(id);
  expect((await stripe.charges.list({ payment_intent: idOf(intent) })).data).toHaveLength(2);
  await page.close();
});

test("a session that never redirects tells the shop's page instead", async () => {
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    ui_mode: "embedded_page",
    redirect_on_completion: "never",
    line_items: [line(10_000, "eur")],
  });
  const page = await mount(session.client_secret);
  await payIn(page);
  await page.getByText("Thank you").waitFor();
  expect(page.url()).toBe(`${shopUrl}/`);
  await page.close();
});

test("there is one checkout at a time, and destroying it makes room", async () => {
  const { client_secret: secret } = await create();
  const page = await mount(secret);
  const again = () =>
    page.evaluate(
      ([clientSecret]) =>
        (window as unknown as BrowserStripe)
          .Stripe("pk_test_shop")
          .createEmbeddedCheckoutPage({ clientSecret })
          .then(() => "made", String),
      [secret],
    );
  expect(await again()).toContain("cannot have multiple Embedded Checkout objects");
  await page.evaluate(() => (window as unknown as BrowserStripe).checkout.destroy());
  expect(await page.locator("iframe").count()).toBe(0);
  expect(await again()).toBe("made");
  await page.close();
});

test("the old name is gone, wrong keys and wrong secrets are refused", async () => {
  const { client_secret: secret } = await create();
  const page = await mount(secret);
  const refusals = await page.evaluate(async () => {
    const { Stripe, checkout } = window as unknown as BrowserStripe;
    checkout.destroy();
    const stripe = Stripe("pk_test_shop");
    const tried = [
      () => stripe.initEmbeddedCheckout({}),
      () => Stripe("sk_test_shop"),
      () => stripe.createEmbeddedCheckoutPage({ clientSecret: "cs_test_1" }),
    ].map(async (action) => action());
    return (await Promise.allSettled(tried)).map((each) => "reason" in each && String(each.reason));
  });
  expect(refusals).toEqual([
    expect.stringContaining("IntegrationError: stripe.initEmbeddedCheckout() has been removed"),
    expect.stringContaining("publishable key"),
    expect.stringContaining("client secret"),
  ]);
  const otherMode = page.evaluate(
    ([clientSecret]) =>
      (window as unknown as BrowserStripe)
        .Stripe("pk_live_shop")
        .createEmbeddedCheckoutPage({ clientSecret }),
    [secret],
  );
  await expect(otherMode).rejects.toThrow("of the key's mode");
  await page.close();
  const { id } = await create();
  const unknown = await fetch(`${sandbox.url}/c/embed/${id}_secret_guessed`);
  expect(unknown.status).toBe(404);
});
