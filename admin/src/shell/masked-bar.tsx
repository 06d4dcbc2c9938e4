import { IconShieldLock } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { CARD_NUMBER_MASKED } from "../api/client.ts";

/** Said once a card number was typed somewhere, until it was read. */
export function MaskedBar() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const show = () => setShown(true);
    addEventListener(CARD_NUMBER_MASKED, show);
    return () => removeEventListener(CARD_NUMBER_MASKED, show);
  }, []);
  if (!isShown) return null;
  return (
    <div className="pause-bar" role="alert">
      <IconShieldLock size={17} aria-hidden />
      <span>
        <strong>That looked like a card number.</strong> Only its last four digits were kept. Card
        numbers must not be stored; let customers pay with the link instead.
      </span>
      <button type="button" onClick={() => setShown(false)}>
        Got it
      </button>
    </div>
  );
}
