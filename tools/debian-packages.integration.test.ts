import { existsSync } from "node:fs";

import { expect, test } from "vitest";

import { ensureDebianPackages, missingDebianPackages, PackagesMissing } from "./debian-packages.mjs";

const isDebian = existsSync("/usr/bin/dpkg-query");

test.runIf(isDebian)("what is installed is not missing, what does not exist is", async () => {
  expect(await missingDebianPackages(["dpkg", "no-such-package-here", "base-files"])).toEqual(["no-such-package-here"]);
});

test.runIf(isDebian)("with nothing missing, nothing is done", async () => {
  expect(await ensureDebianPackages(["dpkg", "base-files"])).toEqual([]);
});

test("the error names the command that helps", () => {
  const error = new PackagesMissing(["munge", "slurm-wlm"], "this process is not root");

  expect(error.command).toBe("apt-get install --yes --no-install-recommends munge slurm-wlm");
  expect(error.message).toContain(error.command);
});
