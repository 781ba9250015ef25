import { expect, test } from "vitest";
import { renderDependencies } from "./dependencies.mjs";

const packages = {
  "": {},
  "apps/agent": { name: "@postern/agent", dependencies: { "@postern/domain": "*", ws: "8" } },
  "packages/domain": { name: "@postern/domain", dependencies: { tiny: "1" } },
  "node_modules/@postern/domain": { resolved: "packages/domain", link: true },
  "node_modules/ws": {
    version: "8.1.0",
    dependencies: { tiny: "2" },
    peerDependencies: { native: "1" },
    peerDependenciesMeta: { native: { optional: true } },
  },
  "node_modules/native": { version: "1.0.0" },
  "node_modules/tiny": { version: "1.0.0" },
  "node_modules/ws/node_modules/tiny": { version: "2.0.0" },
  "node_modules/unrelated": { version: "3.0.0" },
};

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("the list holds what is needed through others, each version, and nothing else", () => {
  const lines = linesOf(renderDependencies(packages, "apps/agent"));

  expect(lines).toEqual(["@postern/domain (ours)", "tiny 1.0.0", "tiny 2.0.0", "ws 8.1.0"]);
});
