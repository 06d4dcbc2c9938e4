import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type AdminBrowser,
  faultsOf,
  type Looks,
  openAdmin,
  setUpFirstBusiness,
  signIn,
} from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { mailedLink } from "#test/support/mailed-link.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";

const MARA = { name: "Mara Lind", email: "mara@colleagues.example", password: "good and long" };

let app: TestApp;
let post: MailServer;
let browser: Browser;
let open: AdminBrowser[] = [];

beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: { SMTP_URL: post.url } });
  browser = await launchChromium();
  await setUpFirstBusiness(app.url);
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

/** A window of a browser that nobody has signed in with. */
async function newWindow(looks: Looks = {}): Promise<Page> {
  const admin = await openAdmin(browser, app.url, looks);
  open.push(admin);
  return admin.page;
}

async function openPeople(page: Page): Promise<void> {
  await page.goto(`${app.url}/settings/people`);
  await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
}

async function invite(page: Page, email: string, role: string): Promise<void> {
  await openPeople(page);
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role, exact: true }).click();
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  const made = page.getByRole("dialog", { name: "Invitation made" });
  await made.getByText(`An email is on its way to ${email}`).waitFor();
  await made.getByRole("button", { name: "Done" }).click();
}

describe("a colleague", () => {
  it("is invited by mail, comes in with a name and password, and sees what the role shows [R50]", async () => {
    const page = await newWindow();
    await signIn(page, app.url);
    await invite(page, MARA.email, "Creator");
    await page.getByRole("row", { name: /mara@colleagues.example Creator Invited/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);

    const hers = await newWindow({ width: 390, height: 844 });
    await hers.goto(await mailedLink(app, post, "/invitation"));
    await hers.getByRole("heading", { name: "Join Nordlicht Studio" }).waitFor();
    expect(new URL(hers.url()).hash).toBe("");
    expect(await faultsOf(hers)).toEqual([]);
    await hers.getByLabel("Your name").fill(MARA.name);
    await hers.getByLabel("Password", { exact: true }).fill("short");
    await hers.getByRole("button", { name: "Accept and sign in" }).click();
    await hers.getByText("Must have at least 10 characters.").waitFor();
    await hers.getByLabel("Password", { exact: true }).fill(MARA.password);
    await hers.getByRole("button", { name: "Accept and sign in" }).click();
    await hers.getByRole("heading", { name: /^Good /, level: 1 }).waitFor();

    await hers.goto(`${app.url}/settings/people`);
    await hers.getByText("Mara Lind (you)").waitFor();
    expect(await hers.getByRole("button", { name: "Invite somebody" }).count()).toBe(0);
    expect(await hers.getByRole("button", { name: /Actions for/ }).count()).toBe(0);
    expect(await hers.getByRole("link", { name: "Audit log" }).count()).toBe(0);
    expect(await faultsOf(hers)).toEqual([]);
  });

  it("gets another role, is removed, and is shown out at once [R50]", async () => {
    const page = await newWindow({ colorScheme: "dark" });
    await signIn(page, app.url);
    await openPeople(page);
    const hers = await newWindow();
    await signInAs(hers, MARA);
    await page.getByRole("button", { name: "Actions for Mara Lind" }).click();
    await page.getByRole("menuitem", { name: "Change role" }).click();
    const dialog = page.getByRole("dialog", { name: "Role of Mara Lind" });
    await dialog.getByRole("combobox", { name: "Role" }).click();
    await page.getByRole("option", { name: "Accountant" }).click();
    await dialog.getByText("Books, closing, refunds").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: /Mara Lind .*Accountant/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await hers.reload();
    await hers.getByRole("link", { name: "Books" }).waitFor();

    await page.getByRole("button", { name: "Actions for Mara Lind" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    const question = page.getByRole("dialog", { name: "Remove Mara Lind?" });
    await question.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("row", { name: /Mara Lind/ }).waitFor({ state: "detached" });
    await hers.reload();
    await hers.getByText("you belong to no business here").waitFor();
    expect(await faultsOf(hers)).toEqual([]);
  });

  it("who has a sign-in already signs in and accepts, unless it is withdrawn [R50]", async () => {
    const page = await newWindow();
    await signIn(page, app.url);
    await invite(page, MARA.email, "Viewer");
    const hers = await newWindow();
    await hers.goto(await mailedLink(app, post, "/invitation"));
    await hers.getByRole("link", { name: "Sign in to accept" }).click();
    await fillSignIn(hers, MARA);
    await hers.getByRole("button", { name: "Accept" }).click();
    await hers.getByRole("heading", { name: /^Good /, level: 1 }).waitFor();

    await invite(page, "late@colleagues.example", "Admin");
    const link = await mailedLink(app, post, "/invitation");
    await page.getByRole("button", { name: "Actions for late@colleagues.example" }).click();
    await page.getByRole("menuitem", { name: "Withdraw invitation" }).click();
    await page.getByRole("button", { name: "Withdraw", exact: true }).click();
    await page.getByRole("row", { name: /late@/ }).waitFor({ state: "detached" });
    const theirs = await newWindow();
    await theirs.goto(link);
    await theirs.getByText("This invitation no longer works.").waitFor();
    expect(await faultsOf(theirs)).toEqual([]);
  });
});

async function signInAs(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.goto(app.url);
  await fillSignIn(page, person);
  await page.getByRole("heading", { name: /^Good /, level: 1 }).waitFor();
}

async function fillSignIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
