import { expect, test } from "vitest";
import { infrastructures } from "./agent-start.ts";
import { troublesOf } from "./agent-troubles.ts";

const publicUrl = "https://postern.example.org";

test("of a job the queue is looked at first, then its log, then the way to the server", () => {
  const commands = troublesOf({ form: "slurm", program: "postern-agent", publicUrl }).map(({ command }) => command);

  expect(commands.slice(0, 3)).toEqual([
    "squeue --me --name postern-agent",
    "tail -n 5 postern-agent-*.log",
    "curl -ksS -o /dev/null -w '%{http_code}\\n' https://postern.example.org/api/service-info",
  ]);
});

test("every infrastructure with a queue has its own way to look at it", () => {
  const first = infrastructures.map(({ value }) => troublesOf({ form: value, program: "postern-agent", publicUrl })[0]?.command);

  expect(first.filter((command) => command !== undefined)).toHaveLength(infrastructures.length - 1);
});

test("tw-agent on a server without https is told why it will not come", () => {
  const causes = (url: string) => troublesOf({ form: "plain", program: "tw-agent", publicUrl: url }).map(({ cause }) => cause);

  expect(causes("http://localhost:8080")).toContain("tw-agent connects over https only.");
  expect(causes(publicUrl)).not.toContain("tw-agent connects over https only.");
});
