import type { SaveState } from "./use-autosave.ts";

const words: Record<SaveState["is"], string> = {
  nothing: "Saves itself once there is a customer",
  waiting: "Saving…",
  saving: "Saving…",
  stored: "Saved",
  saved: "Saved just now",
  problem: "Not saved yet",
};

export function SaveWords({ state }: { state: SaveState }) {
  return (
    <p className={state.is === "problem" ? "subtitle alarming" : "subtitle"} aria-live="polite">
      {words[state.is]}
    </p>
  );
}
