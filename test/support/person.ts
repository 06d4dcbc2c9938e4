import { hashPassword, type PasswordHash } from "#src/access/password.ts";

export const PASSWORD = "a long enough password";

let passwordHash: Promise<PasswordHash> | undefined;

/** Its hash, made once for each test file: it takes its time, and most tests sign nobody in. */
export async function somePasswordHash(): Promise<PasswordHash> {
  return (passwordHash ??= hashPassword(PASSWORD));
}

/** Somebody at a browser: sends what our own pages send, and keeps the cookies it is given. */
export interface Person {
  /** Every cookie held, as a `Cookie` header. */
  cookies(): string;
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<PersonsAnswer>;
  signIn(email: string, password?: string): Promise<PersonsAnswer>;
}

export interface PersonsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly setCookies: string[];
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers the way scripts do
  readonly body: any;
}

/** @param path begins after the host: `/api/v1/members`, `/api/auth/sign-out` */
export function personAt(app: { readonly url: string }, held = new Map<string, string>()): Person {
  const cookies = () => [...held].map(([name, value]) => `${name}=${value}`).join("; ");
  const request: Person["request"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${app.url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        origin: app.url,
        ...(held.size > 0 ? { cookie: cookies() } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const setCookies = response.headers.getSetCookie();
    for (const set of setCookies) keep(held, set);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true && text !== "";
    const parsed: unknown = isJson ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, setCookies, text, body: parsed };
  };
  return {
    cookies,
    request,
    signIn: (email, password = PASSWORD) =>
      request("POST", "/api/auth/sign-in/email", { email, password }),
  };
}

function keep(held: Map<string, string>, set: string): void {
  const [pair = "", ...attributes] = set.split(/;\s*/);
  const [name = "", value = ""] = pair.split(/=(.*)/s);
  const isOver = attributes.some((one) => /^max-age=0$/i.test(one));
  if (isOver || value === "") held.delete(name);
  else held.set(name, value);
}

/** The secret behind an address that was mailed or shown. */
export function secretOf(text: string): string {
  const found = /#([A-Za-z0-9_-]{32})(?![\w-])/.exec(text)?.[1];
  if (found === undefined) throw new Error(`there is no link with a secret in: ${text}`);
  return found;
}
