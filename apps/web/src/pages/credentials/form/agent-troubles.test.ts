import { describe, expect, test } from "vitest";
import { infrastructures, programs } from "./agent-start.ts";
import { troublesOf } from "./agent-troubles.ts";
import type { TroubleQuestion } from "./agent-troubles.ts";

const usual: TroubleQuestion = {
  ...{ form: "slurm", program: "postern-agent", connectionId: "gadi", workDir: "" },
  publicUrl: "https://postern.example.org",
};
const commandFor = (words: string, given: Partial<TroubleQuestion> = {}): string | undefined =>
  troublesOf({ ...usual, ...given }).find(({ cause }) => cause.includes(words))?.command;

test("of a job the queue is looked at first, then its log, then the way to the server and what it shows there", () => {
  const commands = troublesOf(usual).map(({ command }) => command);

  expect(commands.slice(0, 3)).toEqual([
    "squeue --me --name postern-agent",
    "tail -n 5 postern-agent-*.log",
    "curl -ksS -o /dev/null -w '%{http_code}\\n' https://postern.example.org/api/service-info",
  ]);
  expect(commands[3]).toMatch(/--cacert .* -o \/dev\/null https:\/\/postern\.example\.org\/api\/service-info && echo trusted$/);
});

test.each(infrastructures.flatMap(({ value: form }) => programs.map(({ value: program }) => ({ form, program }))))(
  "each cause has a command of its own to try: $form, $program",
  (start) => {
    const commands = troublesOf({ ...usual, ...start }).map(({ command }) => command);

    expect(commands.every((command) => command !== "" && !command.includes("\n"))).toBe(true);
    expect(new Set(commands).size).toBe(commands.length);
  },
);

describe("a certificate that is not trusted", () => {
  test("is cured by a file for our agent, and by another program or certificate for tw-agent", () => {
    const cureFor = (program: string) => troublesOf({ ...usual, program }).find(({ cause }) => cause.includes("certificate"))?.cure;

    expect(cureFor("postern-agent")).toContain("put it beside the script as site-ca.pem, and paste the script again");
    expect(cureFor("tw-agent")).toContain("choose Postern’s agent above");
  });

  test("is no cause without encryption; then the agents themselves refuse, ours on another machine only", () => {
    const found = (program: string, publicUrl: string) =>
      troublesOf({ ...usual, program, publicUrl }).flatMap(({ cause }) => (/certificate|http/.test(cause) ? [cause] : []));

    expect(found("tw-agent", "http://localhost:8080")).toEqual(["tw-agent connects over https only."]);
    expect(found("postern-agent", "http://localhost:8080")).toEqual([]);
    expect(found("postern-agent", "http://postern.lan")).toEqual(["The agent sends no token over plain http."]);
  });
});

test("the token is no word of a command, which others can read", () => {
  expect(commandFor("token")).toMatch(/^printf '.*' "\$TOWER_ACCESS_TOKEN" \| curl -ksS -K - /);
});

test.each([
  ["", 'test -w "$HOME"/work && echo writable'],
  ["/scratch/ab12", "test -w /scratch/ab12 && echo writable"],
  ["~/my work", `test -w "$HOME"/'my work' && echo writable`],
  ["/it's; rm -rf", `test -w '/it'\\''s; rm -rf' && echo writable`],
])("the work directory %j is looked at as what it is", (workDir, command) => {
  expect(commandFor("work directory", { workDir })).toBe(command);
});
