import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AdminBrowser,
  faultsOf,
  openAdmin,
  OWNER,
  setUpFirstBusiness,
  signIn,
} from "#test/support/admin.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { launchChromium } from "#test/support/chromium.ts";

let app: TestApp;
let browser: Browser;
let admin: AdminBrowser;
/** The device's part of Chromium, without a person: it answers as it is told to. */
let device: CDPSession;
let authenticatorId: string;

beforeAll(async () => {
  app = await startTestApp();
  browser = await launchChromium();
  await setUpFirstBusiness(app.url);
  admin = await openAdmin(browser, app.url);
  device = await admin.page.context().newCDPSession(admin.page);
  await device.send("WebAuthn.enable");
  await plugIn({
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  });
});
afterAll(async () => {
  await admin.close();
  await browser.close();
  await app.stop();
});

type DeviceOptions = Parameters<typeof device.send<"WebAuthn.addVirtualAuthenticator">>[1];

async function plugIn(options: NonNullable<DeviceOptions>["options"]): Promise<void> {
  const added = await device.send("WebAuthn.addVirtualAuthenticator", { options });
  authenticatorId = added.authenticatorId;
}

async function openOwnSignIn(page: Page): Promise<void> {
  await page.goto(`${app.url}/settings/sign-in`);
  await page.getByRole("heading", { name: "Your sign-in", level: 1 }).waitFor();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Jonas/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Quittance" }).waitFor();
}

describe("a passkey", () => {
  it("is added, signs in without password and code, and is removed [R50]", async () => {
    const { page } = admin;
    await signIn(page, app.url);
    await switchOnSecondFactor();
    await openOwnSignIn(page);
    const card = page.getByRole("region", { name: "Passkeys" });
    const dialog = await askToAdd(page, "not the password");
    await dialog.getByText("That is not your password.").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await askToAdd(page);
    await card.getByRole("button", { name: "Remove" }).waitFor();
    await dialog.waitFor({ state: "detached" });
    expect(await faultsOf(page)).toEqual([]);
    await askToAdd(page);
    await dialog.getByText("This device has a passkey for you already.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });

    await signOut(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByRole("heading", { name: /^Good /, level: 1 }).waitFor();

    await openOwnSignIn(page);
    await card.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await card.getByRole("button", { name: "Remove" }).waitFor({ state: "detached" });
    await signOut(page);
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.getByText("This passkey is not known here.").waitFor();
    expect(admin.complaints).toEqual([]);
  });

  it("does not sign in when the device asked nobody who they are [attack 48]", async () => {
    const { page } = admin;
    const { db } = app.parts.runtime;
    await device.send("WebAuthn.clearCredentials", { authenticatorId });
    await db.updateTable("users").set({ two_factor_enabled: false }).execute();
    await signIn(page, app.url);
    expect(await makePasskey(page, "preferred")).toBe(200);
    await signOut(page);
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    expect(await usePasskey(page, "discouraged")).toBe(400);
    expect((await page.request.get(`${app.url}/api/v1/session`)).status()).toBe(401);
    await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    expect(await usePasskey(page, "required")).toBe(200);
    await device.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    await db.deleteFrom("passkeys").execute();
    await plugIn({ protocol: "u2f", transport: "usb", automaticPresenceSimulation: true });
    expect(await makePasskey(page, "discouraged")).toBe(400);
    expect(await db.selectFrom("passkeys").selectAll().execute()).toEqual([]);
  });

  it("is not added in a browser that was left open [attack 48]", async () => {
    const { page } = admin;
    const { db } = app.parts.runtime;
    await page.context().clearCookies();
    await signIn(page, app.url);
    const long = new Date(Date.now() - 3_600_001);
    await db.updateTable("sign_in_sessions").set({ created_at: long }).execute();
    await openOwnSignIn(page);
    await askToAdd(page);
    await page.getByText("Sign in again first").waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});

async function askToAdd(page: Page, password = OWNER.password): Promise<Locator> {
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Your password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Continue" }).click();
  return dialog;
}

/** The rest of it is another journey: here it only has to be on. */
async function switchOnSecondFactor(): Promise<void> {
  const { db } = app.parts.runtime;
  const user = await db.selectFrom("users").select("id").executeTakeFirstOrThrow();
  const row = { id: user.id, user_id: user.id, secret: "none", backup_codes: "none" };
  await db.insertInto("second_factors").values(row).execute();
  await db.updateTable("users").set({ two_factor_enabled: true }).execute();
}

/** Makes a passkey as a page might that asks the device for less than ours does. */
async function makePasskey(page: Page, userVerification: string): Promise<number> {
  const asked = { userVerification, password: OWNER.password };
  return page.evaluate(async ({ userVerification, password }) => {
    const begun = await fetch("/api/auth/passkey/generate-register-options", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password }),
    });
    const options = await begun.json();
    const residentKey = userVerification === "discouraged" ? "discouraged" : "required";
    options.authenticatorSelection = { userVerification, residentKey };
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const answer = await fetch("/api/auth/passkey/verify-registration", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response: made.toJSON() }),
    });
    return answer.status;
  }, asked);
}

async function usePasskey(page: Page, userVerification: string): Promise<number> {
  return page.evaluate(async (userVerification) => {
    const begun = await fetch("/api/auth/passkey/generate-authenticate-options");
    const options = { ...(await begun.json()), userVerification };
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    const answer = await fetch("/api/auth/passkey/verify-authentication", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response: got.toJSON() }),
    });
    return answer.status;
  }, userVerification);
}
