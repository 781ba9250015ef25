import { expect, test } from "vitest";

import { isRegistryRemoval, registryFolderOf, renderRegistryRemoval } from "./registry-folder.ts";

test.each(["/scratch/it's mine/nf-5Mq3xJ2vRp8a1b", "/nf-1"])("the removal of the folder of a run at %s is known again", (prefix) => {
  expect(isRegistryRemoval(renderRegistryRemoval(registryFolderOf(prefix)))).toBe(true);
});

test.each([
  ["of another folder", ["rm", "-rf", "--", "/scratch/results"]],
  ["of what lies in it", ["rm", "-rf", "--", "/scratch/nf-1.registry/x"]],
  ["of its parent", ["rm", "-rf", "--", "/scratch/nf-1.registry/.."]],
  ["of a folder whose name only ends so", ["rm", "-rf", "--", "/scratch/my-nf-1.registry"]],
  ["of a folder without a run", ["rm", "-rf", "--", "/scratch/nf-.registry"]],
  ["with a slash at the end", ["rm", "-rf", "--", "/scratch/nf-1.registry/"]],
  ["of two folders", ["rm", "-rf", "--", "/scratch/nf-1.registry", "/scratch/results"]],
  ["that goes up", ["rm", "-rf", "/scratch", "/scratch/nf-1.registry"]],
  ["relative to somewhere", ["rm", "-rf", "--", "nf-1.registry"]],
  ["by another program", ["/tmp/rm", "-rf", "--", "/scratch/nf-1.registry"]],
])("a removal %s is none", (_what, words) => {
  expect(isRegistryRemoval(words)).toBe(false);
});
