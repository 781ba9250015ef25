import { expect, test } from "vitest";
import { permissionsOf } from "./effective-permissions.ts";
import { isCovered } from "./permissions.ts";
import { isTokenWithin, permissionsOfToken, tokenAccesses } from "./token-access.ts";

test("a token to look changes nothing and fetches no keys", () => {
  const may = [...permissionsOfToken("read")];

  expect(may.every((permission) => permission.endsWith(":read"))).toBe(true);
  expect(may).not.toContain("credentials_encrypted:read");
  expect(may).toContain("workflow:read");
});

test("a token to launch does what the launch role does, and quick launches where its user may", () => {
  const may = permissionsOfToken("launch");

  expect(isCovered(permissionsOf("launch"), may)).toBe(true);
  expect(may.has("workflow_quick:execute")).toBe(true);
  expect([may.has("credentials:write"), may.has("workspace:write"), may.has("workflow:admin")]).toEqual([false, false, false]);
});

test("a token of an agent may do nothing in a workspace, a full one everything", () => {
  expect(permissionsOfToken("agent").size).toBe(0);
  expect(isCovered(permissionsOf("owner"), permissionsOfToken("full"))).toBe(true);
});

test("kinds of tokens contain each other as far as one can do all that the other can", () => {
  const within = tokenAccesses.map((own) => tokenAccesses.filter((wanted) => isTokenWithin(wanted, own)));

  expect(within[0]).toEqual(["full", "launch", "read", "agent"]);
  expect(within[2]).toEqual(["read"]);
  expect(within[3]).toEqual(["agent"]);
  expect([within[1]?.includes("full"), within[1]?.includes("launch"), within[1]?.includes("agent")]).toEqual([false, true, false]);
  for (const [index, own] of tokenAccesses.entries()) {
    for (const wanted of within[index] ?? []) expect(isCovered(permissionsOfToken(wanted), permissionsOfToken(own))).toBe(true);
  }
});
