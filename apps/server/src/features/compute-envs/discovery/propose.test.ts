import { expect, test } from "vitest";
import { proposeAccount, proposeName, proposeQueue } from "./propose.ts";

test.each([
  { hosts: ["login.gadi.example.org"], name: "gadi" },
  { hosts: ["gadi-login-03"], name: "gadi" },
  { hosts: ["login3.hpc.example.org"], name: "hpc" },
  { hosts: ["LOGIN01.Juwels.example.org"], name: "juwels" },
  { hosts: ["puhti.csc.example.org"], name: "puhti" },
  { hosts: ["192.0.2.7", "uan02"], name: "slurm" },
  { hosts: ["2001:db8::7", "tiny-head"], name: "tiny" },
  { hosts: ["localhost"], name: "slurm" },
  { hosts: [], name: "slurm" },
])("$hosts is called $name", ({ hosts, name }) => {
  expect(proposeName({ hosts, scheduler: "slurm", taken: new Set() })).toBe(name);
});

test("a name that is taken gets a number", () => {
  expect(proposeName({ hosts: ["gadi"], scheduler: "pbs", taken: new Set(["gadi", "gadi-2"]) })).toBe("gadi-3");
});

test("the default queue is proposed, else the only open one, and none where somebody has to choose", () => {
  const queue = (name: string, isOpen = true, isDefault = false) => ({ name, isOpen, isDefault });

  expect(proposeQueue({ queues: [queue("long"), queue("main", true, true)] })).toBe("main");
  expect(proposeQueue({ queues: [queue("old", false, true), queue("long")] })).toBe("long");
  expect(proposeQueue({ queues: [queue("long"), queue("short")] })).toBe("");
  expect(proposeQueue({ queues: null })).toBe("");
});

test("an account is proposed where there is no other", () => {
  const account = (name: string) => ({ name, qualities: [] });

  expect(proposeAccount({ accounts: [account("lab")] })).toBe("lab");
  expect(proposeAccount({ accounts: [account("lab"), account("teaching")] })).toBe("");
  expect(proposeAccount({ accounts: null })).toBe("");
});
