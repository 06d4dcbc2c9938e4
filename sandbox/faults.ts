/** What the next matching API calls shall suffer. */
export interface Fault {
  /** `POST /v1/refunds`, `GET /v1/payment_intents/*`, or `*` for every call. */
  match: string;
  kind: FaultKind;
  /** How many calls; 1 unless told. */
  times?: number;
  /** For `latency`: how long the call is kept in progress before it is carried out. */
  ms?: number;
  /** For `stored_500`: whether the effect happened all the same; true unless told. */
  effect?: boolean;
}

export const faultKinds = [
  "timeout_before", // the connection breaks before anything happened
  "timeout_after", // everything happened, then the connection breaks
  "stored_500", // answered 500, and the 500 is kept for the idempotency key
  "500", // answered 500, nothing happened, nothing kept
  "409", // another request with this key is said to be running
  "429", // rate limit
  "lock_timeout", // 429 too: the object is in use
  "latency", // slow
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Faults {
  /** Every API call breaks while this is true. */
  isUnreachable: boolean;
  add(fault: Fault): void;
  clear(): void;
  /** The fault this call meets, used up once. */
  take(method: string, path: string): Fault | undefined;
  pending(): Fault[];
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; pattern: RegExp; left: number }[] = [];
  return {
    isUnreachable: false,
    add(fault) {
      const pattern = fault.match
        .replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll(/:\w+/g, "[^/]+");
      waiting.push({ fault, pattern: new RegExp(`^${pattern}$`), left: fault.times ?? 1 });
    },
    clear() {
      waiting = [];
      this.isUnreachable = false;
    },
    take(method, path) {
      const met = waiting.find(({ pattern }) => pattern.test(`${method} ${path}`));
      if (!met) return undefined;
      met.left -= 1;
      if (met.left <= 0) waiting = waiting.filter((each) => each !== met);
      return met.fault;
    },
    pending: () => waiting.map(({ fault, left }) => ({ ...fault, times: left })),
  };
}
