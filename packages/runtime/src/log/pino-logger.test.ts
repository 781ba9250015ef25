import { AppError } from "@postern/domain";
import { expect, test } from "vitest";
import { createLogger } from "./pino-logger.ts";

function capture(): { lines: string[]; destination: { write(line: string): void } } {
  const lines: string[] = [];
  return { lines, destination: { write: (line) => void lines.push(line) } };
}

test("members that hold secrets are not written, at any of the levels where objects carry them", () => {
  const { lines, destination } = capture();
  const log = createLogger("debug", destination);

  log.info({ token: "t0", request: { authorization: "a0", body: { password: "p0" } } }, "asked");

  expect(lines.join("")).not.toMatch(/t0|a0|p0/);
  expect(lines.join("")).toContain("[secret]");
});

test("an error is written with its code, its detail and its causes", () => {
  const { lines, destination } = capture();
  const cause = new TypeError("root");

  createLogger("info", destination).error({ error: new AppError("agent.offline", "away", { detail: "d", cause }) }, "failed");

  expect(JSON.parse(lines[0] ?? "{}")).toMatchObject({ error: { code: "agent.offline", detail: "d", cause: { message: "root" } } });
});
