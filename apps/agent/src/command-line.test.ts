import { expect, test } from "vitest";

import { readCommandLine } from "./command-line.ts";
import type { AgentSettings } from "./command-line.ts";

const env = { TOWER_ACCESS_TOKEN: "t0ken", TOWER_API_ENDPOINT: "https://postern.example.org/api", HOME: "/home/ada" };

function settingsOf(args: readonly string[], more: Readonly<Record<string, string>> = {}): AgentSettings {
  const line = readCommandLine(args, { ...env, ...more });
  return line.wants === "serve" ? line.settings : expect.unreachable("it does not want to serve");
}

function problemOf(args: readonly string[], environment: Readonly<Record<string, string>> = env): string {
  try {
    readCommandLine(args, environment);
  } catch (error) {
    return String(error);
  }
  return expect.unreachable("there is no problem");
}

test("the connection ID is enough when the environment says the rest", () => {
  expect(settingsOf(["cluster"])).toMatchObject({
    connectionId: "cluster",
    accessToken: "t0ken",
    workDir: "/home/ada/work",
    isWorkDirMade: false,
    server: { origin: "https://postern.example.org" },
    warnings: [],
  });
});

test("the arguments of the incumbent's agent are understood, long and short", () => {
  const long = settingsOf(["cluster", "--url=https://a.example", "--work-dir=./work", "--access-token", "x"]);
  const short = settingsOf(["-u", "https://a.example", "-w", "./work", "-t", "x", "cluster"]);

  expect(long).toEqual(short);
  expect(long).toMatchObject({ workDir: "./work", accessToken: "x", server: { origin: "https://a.example" } });
});

test("a token among the arguments works and is warned about, without being repeated", () => {
  const { warnings } = settingsOf(["cluster", "-t", "s3cret"]);

  expect(warnings.join()).toContain("TOWER_ACCESS_TOKEN");
  expect(warnings.join()).not.toContain("s3cret");
});

test.each(["TW_AGENT_WORK", "TW_AGENT_WORKDIR", "TOWER_AGENT_WORK"])("the work directory may come from %s", (name) => {
  expect(settingsOf(["cluster"], { [name]: "/scratch/ada" }).workDir).toBe("/scratch/ada");
});

test("programs may be allowed one by one", () => {
  expect(settingsOf(["cluster", "--allow", "sh", "--allow", "qrls"]).allow).toEqual(["sh", "qrls"]);
});

test.each([
  ["no connection ID", [], "connection ID is missing"],
  ["two words", ["a", "b"], "One connection ID"],
  ["a connection ID with a space", ["a b"], "no spaces"],
  ["an unknown option", ["cluster", "--colour"], "--colour"],
  ["an option without its value", ["cluster", "--work-dir"], "--work-dir"],
])("%s is said plainly", (_what, args, text) => {
  expect(problemOf(args)).toContain(text);
});

test("a missing address, token or home is said plainly", () => {
  expect(problemOf(["cluster"], { ...env, TOWER_API_ENDPOINT: "" })).toContain("--url");
  expect(problemOf(["cluster"], { ...env, TOWER_ACCESS_TOKEN: " " })).toContain("TOWER_ACCESS_TOKEN");
  expect(problemOf(["cluster"], { ...env, HOME: "" })).toContain("--work-dir");
});

test("a token with odd characters is refused without being repeated", () => {
  expect(problemOf(["cluster"], { ...env, TOWER_ACCESS_TOKEN: "s3cret\nx: y" })).not.toContain("s3cret");
});

test("help and version want nothing else", () => {
  expect(readCommandLine(["--help"], {})).toEqual({ wants: "help" });
  expect(readCommandLine(["-V"], {})).toEqual({ wants: "version" });
});
