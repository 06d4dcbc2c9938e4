import { useState } from "react";

/**
 * The secret behind the # of a mailed address. It is taken out of the address at once, so that it
 * stands in no history, and kept for this tab: signing in on the way comes back without it.
 */
export function useSecret(purpose: "invitation" | "new-password"): string {
  const [secret] = useState(() => {
    const given = location.hash.slice(1);
    if (given !== "") {
      sessionStorage.setItem(keyOf(purpose), given);
      history.replaceState(history.state, "", location.pathname);
    }
    return given || (sessionStorage.getItem(keyOf(purpose)) ?? "");
  });
  return secret;
}

export function forgetSecret(purpose: "invitation" | "new-password"): void {
  sessionStorage.removeItem(keyOf(purpose));
}

function keyOf(purpose: string): string {
  return `quittance.${purpose}`;
}
