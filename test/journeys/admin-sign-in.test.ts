import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type AdminBrowser,
  faultsOf,
  type Looks,
  openAdmin,
  OWNER,
  setUpFirstBusiness,
} from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { authenticatorFor } from "#test/support/authenticator.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { mailedLink } from "#test/support/mailed-link.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";

let app: TestApp;
let post: MailServer;
let browser: Browser;
let open: AdminBrowser[] = [];
let { password } = OWNER;

beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: { SMTP_URL: post.url } });
  browser = await launchChromium();
  await setUpFirstBusiness(app.url);
});
beforeEach(async () => {
  await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
});
afterEach(async () => {
  for (const { complaints } of open) expect(complaints).toEqual([]);
  await Promise.all(open.map((one) => one.close()));
  open = [];
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await post.stop();
});

async function newWindow(looks: Looks = {}): Promise<Page> {
  const admin = await openAdmin(browser, app.url, looks);
  open.push(admin);
  return admin.page;
}

async function fillSignIn(page: Page, search = ""): Promise<void> {
  await page.goto(`${app.url}/sign-in${search}`);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function isIn(page: Page): Promise<void> {
  await page.getByRole("heading", { name: /^Good /, level: 1 }).waitFor();
}

async function openOwnSignIn(page: Page): Promise<void> {
  await page.goto(`${app.url}/settings/sign-in`);
  await page.getByRole("heading", { name: "Your sign-in", level: 1 }).waitFor();
}

describe("a person who forgot the password", () => {
  it("chooses a new one with a link from the mail, on a phone in the dark [R50]", async () => {
    const page = await newWindow({ width: 390, height: 844, colorScheme: "dark" });
    await page.goto(`${app.url}/sign-in`);
    await page.getByRole("link", { name: "Get a new one" }).click();
    await page.getByRole("button", { name: "Send the link" }).waitFor();
    await page.getByLabel("Email").fill(OWNER.email);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("Look into your mail").waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await page.goto(await mailedLink(app, post, "/new-password"));
    await page.getByLabel("New password", { exact: true }).fill("short");
    expect(new URL(page.url()).hash).toBe("");
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Must have at least 10 characters.").waitFor();
    password = "a second long password";
    await page.getByLabel("New password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password is changed").waitFor();
    await page.getByText("look under Settings, Your sign-in").waitFor();
    await fillSignIn(page);
    await isIn(page);

    const again = await newWindow();
    await again.goto(await mailedLink(app, post, "/new-password"));
    await again.getByText("This link no longer works.").waitFor();
    expect(await faultsOf(again)).toEqual([]);
  });
});

describe("a link to the sign-in page", () => {
  it.each(["/%09/evil.example", "/%5Cevil.example", "//evil.example", "/.//evil.example", "x"])(
    "with %s leads to no other site [attack 43]",
    async (to) => {
      const page = await newWindow();
      await fillSignIn(page, `?to=${to}`);
      await isIn(page);
      expect(page.url()).toBe(`${app.url}/`);
    },
  );

  it("leads to the page of ours that was asked for", async () => {
    const page = await newWindow();
    await fillSignIn(page, `?to=${encodeURIComponent("/settings/people?x=1")}`);
    await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
  });
});

describe("a person's own sign-in", () => {
  it("shows where they are signed in, and ends it there [R50]", async () => {
    const [page, other] = [await newWindow(), await newWindow()];
    await fillSignIn(other);
    await isIn(other);
    await fillSignIn(page);
    await isIn(page);
    await openOwnSignIn(page);
    const list = page.getByRole("region", { name: "Where you are signed in" });
    await list.getByText("(this one)").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await list.getByRole("button", { name: "Sign out there" }).first().click();
    await list.getByRole("button", { name: "Sign out everywhere else" }).click();
    await list
      .getByRole("button", { name: "Sign out everywhere else" })
      .waitFor({ state: "detached" });
    expect(await list.getByRole("listitem").count()).toBe(1);
    await other.reload();
    await other.getByRole("heading", { name: "Sign in to Quittance" }).waitFor();
  });

  it("changes the name and the password for who knows it [R50]", async () => {
    const page = await newWindow({ width: 390, height: 844 });
    await fillSignIn(page);
    await isIn(page);
    await openOwnSignIn(page);
    await page.getByLabel("Name").fill("Jonas B. Brandt");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByText("Saved").waitFor();
    await page.getByLabel("Current password", { exact: true }).fill("something else");
    await page.getByLabel("New password", { exact: true }).fill("a third long password");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Is not your password.").waitFor();
    await page.getByLabel("Current password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Changed. You are signed out everywhere else.").waitFor();
    password = "a third long password";
    expect(await faultsOf(page)).toEqual([]);
    await page.reload();
    await page.getByRole("heading", { name: "Your sign-in", level: 1 }).waitFor();
  });
});

describe("two-factor", () => {
  it("is switched on with an app, asked for at sign-in, and switched off again [R50]", async () => {
    const page = await newWindow();
    await fillSignIn(page);
    await isIn(page);
    await openOwnSignIn(page);
    const card = page.getByRole("region", { name: "Two-factor" });
    await card.getByRole("button", { name: "Switch on" }).click();
    const dialog = page.getByRole("dialog", { name: "Switch on two-factor" });
    await dialog.getByLabel("Your password", { exact: true }).fill("not the password");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByText("That is not your password.").waitFor();
    await dialog.getByLabel("Your password", { exact: true }).fill(password);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const key = await dialog.locator(".key-to-type").textContent();
    const phone = authenticatorFor(`otpauth://totp/x?secret=${key}`);
    const codes = await dialog.getByRole("list", { name: "Backup codes" }).innerText();
    await dialog.getByLabel("Code from your app").fill(phone.code(-1));
    await dialog.getByRole("button", { name: "Switch on" }).click();
    await card.getByText("On", { exact: true }).waitFor();

    await page.getByRole("button", { name: /Jonas/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Quittance" }).waitFor();
    await fillSignIn(page);
    await page.getByRole("heading", { name: "Enter your code" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel("Code from your app").fill("000000");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("That code doesn’t fit.").waitFor();
    const code = phone.code(); // once: the next one may come while this goes on
    await page.getByLabel("Code from your app").fill(code);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await isIn(page);

    const again = await newWindow();
    await fillSignIn(again);
    await again.getByLabel("Code from your app").fill(code);
    await again.getByRole("button", { name: "Sign in", exact: true }).click();
    await again.getByText("This code was used already. Go back and sign in again").waitFor();
    await again.getByRole("button", { name: "Sign in", exact: true }).click();
    await again.getByText("a code was used twice. Go back and sign in again.").waitFor();
    expect(await faultsOf(again)).toEqual([]);

    const other = await newWindow({ width: 390, height: 844, colorScheme: "dark" });
    await fillSignIn(other);
    await other.getByRole("button", { name: "Use a backup code" }).click();
    await other.getByLabel("Backup code").fill(codes.split(/\s+/)[0] ?? "");
    expect(await faultsOf(other)).toEqual([]);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await isIn(other);
    await openOwnSignIn(other);
    await other.getByRole("button", { name: "Switch off" }).click();
    await other.getByLabel("Your password", { exact: true }).fill(password);
    await other.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
    await other.getByRole("button", { name: "Switch on" }).waitFor();
    expect(await faultsOf(other)).toEqual([]);
  });
});
