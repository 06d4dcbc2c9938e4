import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { callSignIn } from "./client.ts";
import { ApiProblem } from "./problem.ts";

/** Not on pages that were loaded over plain http from another machine. */
export const canUsePasskeys = () => browserSupportsWebAuthn();

/** Has the device make a passkey, for who knows the password, and tells the server its public half. */
export async function addPasskey(password: string, name: string): Promise<void> {
  const optionsJSON = await callSignIn<PublicKeyCredentialCreationOptionsJSON>(
    "/passkey/generate-register-options",
    { password },
  );
  const response = await atDevice(() => startRegistration({ optionsJSON }));
  await callSignIn("/passkey/verify-registration", { response, name });
}

export async function signInWithPasskey(): Promise<void> {
  const optionsJSON = await callSignIn<PublicKeyCredentialRequestOptionsJSON>(
    "/passkey/generate-authenticate-options",
  );
  const response = await atDevice(() =>
    startAuthentication({ optionsJSON: { ...optionsJSON, userVerification: "required" } }),
  );
  await callSignIn("/passkey/verify-authentication", { response });
}

export const removePasskey = (id: string) => callSignIn("/passkey/delete-passkey", { id });

/** What the device says is told in words; people close its window all the time. */
async function atDevice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    const words =
      name === "InvalidStateError"
        ? "This device has a passkey for you already."
        : "Your device gave no passkey. Try again, or use your password.";
    throw new ApiProblem(0, "passkey_not_given", words);
  }
}
