import { once } from "node:events";
import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { LeakScanner } from "./leak-scanner.ts";
import { readProcessMemory } from "./process-memory.ts";

// The process makes its secret itself: from our arguments it would be in its memory anyway.
const holder = `
  const word = Buffer.from("x3Kp9-canary-made-in-the-process").map((byte) => byte ^ 1);
  console.log("ready");
  setInterval(() => word.length, 1000);
`;

test("what a process keeps is found in its memory, and what it does not keep is not", async () => {
  const child = spawn(process.execPath, ["-e", holder], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const kept = Buffer.from("x3Kp9-canary-made-in-the-process").map((byte) => byte ^ 1);
  const scanner = new LeakScanner([
    { name: "kept", secret: Buffer.from(kept) },
    { name: "other", secret: Buffer.from(kept.map((byte) => byte ^ 3)) },
  ]);

  await scanner.scanStream("memory", "holder", readProcessMemory(child.pid ?? 0));

  expect(new Set(scanner.leaks.map(({ needle }) => needle))).toEqual(new Set(["kept"]));
  expect(scanner.places["memory"]?.bytes).toBeGreaterThan(5_000_000);
});
