import type { Query } from "@postern/database";
import { countUserNames, isUserNameTaken } from "./store.ts";

/** Leaves room for a number behind it. */
const baseLength = 30;
const maxOneByOne = 10;

/** The user name of a new account, made from the address. It stands in addresses of pages, so it has only what these show as it is. */
export async function freeUserName(query: Query, email: string): Promise<string> {
  const local = email.split("@")[0] ?? "";
  const base =
    local
      .replaceAll(/[^a-z0-9_-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, baseLength) || "user";
  for (let number = 1; ; number = await next(query, base, number)) {
    const candidate = number === 1 ? base : `${base}-${String(number)}`;
    if (!(await isUserNameTaken(query, candidate))) return candidate;
  }
}

// One by one as long as there are few. Behind many, where one by one would cost a look for each, by how many there are.
async function next(query: Query, base: string, number: number): Promise<number> {
  return number === maxOneByOne ? Math.max(await countUserNames(query, `${base}-`), number) + 1 : number + 1;
}
