import { AppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";
import { RememberedHome } from "./remembered-home.ts";

type Answer = AppError | Partial<CommandResult>;

/** Gives one answer after the other, and counts them. */
function account(...answers: readonly Answer[]) {
  let asked = 0;
  const run = (): Promise<CommandResult> => {
    const answer = answers[asked];
    asked += 1;
    return answer instanceof AppError ? Promise.reject(answer) : Promise.resolve({ exitCode: 0, stdout: "", stderr: "", ...answer });
  };
  return { run, asked: () => asked };
}

test("many who want it ask once", async () => {
  const jane = account({ stdout: "/home/jane\n" });
  const home = new RememberedHome();

  const found = await Promise.all([home.find(jane), home.find(jane)]);

  expect([...found, await home.find(jane), jane.asked()]).toEqual(["/home/jane", "/home/jane", "/home/jane", 1]);
});

test("a question whose answer was lost is asked again", async () => {
  const jane = account(new AppError("agent.gone", "Lost."), { stdout: "/home/jane\n" });
  const home = new RememberedHome();

  await expect(home.find(jane)).rejects.toMatchObject({ code: "agent.gone" });

  expect(await home.find(jane)).toBe("/home/jane");
});

test.each<[string, Answer]>([
  ["an older agent refuses the question", new AppError("agent.refused", "No.")],
  ["the program is not there", new AppError("command.not_started", "No such program.")],
  ["the account has none", { exitCode: 1 }],
  ["it is no absolute path", { stdout: "home\n" }],
  ["it is more than a line", { stdout: "/home/jane\n/tmp\n" }],
])("it is not known when %s", async (_why, answer) => {
  expect(await new RememberedHome().find(account(answer))).toBeUndefined();
});
