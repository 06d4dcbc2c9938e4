import { useRef } from "react";
import { newIdempotencyKey } from "./client.ts";

/**
 * One idempotency key for one intent: sending the same again after a lost answer is carried out
 * once, sending something else is something else.
 */
export function useAttemptKey(): (body: unknown) => string {
  const last = useRef<{ text: string; key: string } | null>(null);
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current?.text !== text) last.current = { text, key: newIdempotencyKey() };
    return last.current.key;
  };
}
