import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root as checkout } from "../commands/steps/root.mjs";
import { plantTree } from "./planted-tree.ts";
import { renderRoles, roles } from "./roles.mjs";

const rules = {
  builtInRoles: ["owner", "view"],
  builtInRoleWords: { owner: "Everything", view: "Looking" },
  catalogue: [
    { name: "workspace:delete", category: "Workspace", description: "Delete the workspace" },
    { name: "studio:read", category: "Studios", description: "See Studios" },
  ],
  mayInWorkspace: (role: string, permission: string) => role === "owner" || permission === "studio:read",
  organization: { roles: ["owner", "member"], permissions: ["organization:write"], may: (role: string) => role === "owner" },
};

test("the page has a line for each role and for each permission with who has it, under what it is about", () => {
  const page = renderRoles(rules);

  expect(page).toContain("| `view` | Looking |");
  expect(page).toContain("### Studios\n\n| permission | lets somebody | owner | view |\n| --- | --- | :-: | :-: |\n");
  expect(page).toContain("| `studio:read` | see Studios | ● | ● |");
  expect(page).toContain("| `workspace:delete` | delete the workspace | ● |  |");
  expect(page.indexOf("### Studios")).toBeLessThan(page.indexOf("### Workspace"));
  expect(page).toContain("| `organization:write` | ● |  |");
});

test("a page that says something else than the rules is found", async () => {
  await using planted = await plantTree({ "docs/roles.md": "# Roles\n\nEverybody may do everything.\n" });
  await cp(join(checkout, "packages/domain/src"), join(planted.root, "packages/domain/src"), { recursive: true });

  const { problems } = await roles.run({ root: planted.root });

  expect(problems).toEqual([expect.stringContaining("docs/roles.md is out of date")]);
});
