import { callSignIn } from "./client.ts";

export interface BegunSecondFactor {
  /** What the picture says to the app. */
  totpURI: string;
  backupCodes: string[];
}

export const beginSecondFactor = (password: string) =>
  callSignIn<BegunSecondFactor>("/two-factor/enable", { password });

/** Ends switching it on, or signing in. */
export const sendCode = (code: string) =>
  callSignIn("/two-factor/verify-totp", { code: code.replaceAll(/\s/g, "") });

export const sendBackupCode = (code: string) =>
  callSignIn("/two-factor/verify-backup-code", { code: code.trim() });

export const endSecondFactor = (password: string) =>
  callSignIn("/two-factor/disable", { password });

export const makeBackupCodes = (password: string) =>
  callSignIn<{ backupCodes: string[] }>("/two-factor/generate-backup-codes", { password });
