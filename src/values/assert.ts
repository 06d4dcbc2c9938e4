/** Thrown when our own code broke a promise: a bug, never a customer's or a processor's doing. */
export class Bug extends Error {
  override readonly name = "Bug";
}

/** Stops with a {@link Bug} unless `condition` holds. Assertions stay on in production. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** The value, or a {@link Bug} when it is missing: for rows that a constraint promises. */
export function must<T>(value: T | null | undefined, message: string): T {
  assert(value !== null && value !== undefined, message);
  return value;
}

/** Makes the compiler prove that a switch handles every case. */
export function unreachable(value: never): never {
  throw new Bug(`unexpected value ${String(value)}`);
}
