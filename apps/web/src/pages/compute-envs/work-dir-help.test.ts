import { expect, test } from "vitest";
import { workDirHelp } from "./work-dir-help.ts";

const values = { platform: "slurm-platform", managedIdentityId: "", workDir: "" };

test.each([
  { workDir: "/scratch/ab12", says: "it must exist", warns: false },
  { workDir: "$HOME/postern-work", says: "the check makes it", warns: true },
  { workDir: "${HOME}/other", says: "it must exist", warns: true },
  { workDir: "$HOMES", says: "it must exist", warns: false },
])("of $workDir it is said that $says, and of a home that its quota may be small", ({ workDir, says, warns }) => {
  const help = workDirHelp({ ...values, workDir }, true);

  expect(help).toContain(says);
  expect(help.includes("small quota")).toBe(warns);
  expect(help.endsWith("those of the account.")).toBe(true);
});
