import type { PageAnswer } from "../http.ts";
import type { Account } from "../state.ts";
import type { World } from "../world.ts";
import type { Html } from "./layout.ts";

export async function page(status: number, content: Html): Promise<PageAnswer> {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    body: String(await content),
  };
}

export function redirect(to: string): PageAnswer {
  return { status: 303, headers: { location: to }, body: "" };
}

/** The account that has what a page is about. */
export function accountWith(world: World, has: (account: Account) => boolean): Account | undefined {
  return Object.values(world.state.accounts).find(has);
}
