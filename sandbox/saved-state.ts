import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { emptyState, newAccount, type State } from "./state.ts";

const saveAfterMs = 200;

/** The state, kept in a file when one is named. */
export interface SavedState {
  readonly state: State;
  /** Saves soon; many changes make one write. */
  changed(): void;
  /** Saves what is not saved yet. */
  close(): void;
}

/** Reads the state of a former run, or begins an empty one. */
export function openState(file: string | undefined): SavedState {
  const state = file !== undefined && existsSync(file) ? readState(file) : emptyState();
  let timer: NodeJS.Timeout | undefined;

  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  };

  return {
    state,
    changed() {
      if (file !== undefined) timer ??= setTimeout(save, saveAfterMs).unref();
    },
    close() {
      if (timer !== undefined) save();
    },
  };
}

function readState(file: string): State {
  const state: State = JSON.parse(readFileSync(file, "utf8"));
  // A file of an older sandbox lacks the tables that came later.
  for (const [place, { name, livemode, created, ...rest }] of Object.entries(state.accounts))
    state.accounts[place] = { ...newAccount(name, livemode, created), ...rest };
  return state;
}
