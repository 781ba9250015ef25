import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { describe, expect, test } from "vitest";

import { recordedAnswer } from "../testing/recorded-answer.ts";
import { parseShortStatus } from "./short-list.ts";

describe("the short question, for accounts whose whole list is too long", () => {
  const head = `job-ID  prior   name       user         state submit/start at     queue                          slots ja-task-ID \n${"-".repeat(117)}\n`;
  const rows = [
    "     14 0.55500 nf-workflo jane         r     11/29/2026 01:15:35 all.q@node1                        1        ",
    "     15 0.00000 two words  jane         hqw   11/29/2026 01:15:36                                    1        ",
    "     16 0.50500 nowhere    jane         Eqw   11/29/2026 01:15:36                                    1 1-9:1",
    "3000017 0.50500 r          qw           qw    11/29/2026 01:15:36                                    1        ",
  ];
  const table: CommandResult = { exitCode: 0, stdout: `${head}${rows.join("\n")}\n`, stderr: "" };
  const told = (answer: CommandResult, ...numbers: string[]) =>
    [...parseShortStatus(answer, numbers.map(toSchedulerJobId)).values()].map(({ seen }) => seen);

  const banner = { ...table, stdout: `Welcome to node 7!\nQuota: 12 of 100 GB\n\n${table.stdout}See https://hpc.example.org\n` };

  test("tells the recorded jobs apart", () => {
    const recorded = recordedAnswer("grid-engine", "sge-8.1.9.qstat.running-held-error");

    expect(told(recorded, "1", "2", "3", "17")).toEqual(["running", "queued", "ended", "absent"]);
  });

  test("comes to an end with any line", () => {
    const long = "a ".repeat(500_000);

    expect(told({ ...table, stdout: `${head}1 0.5 ${long}\n1 0.5 x${" ".repeat(500_000)}\n${"1 ".repeat(500_000)}\n` }, "1")).toEqual([
      "absent",
    ]);
  });

  test("tells running, held, waiting, stuck and unknown jobs apart", () => {
    expect(told(table, "14", "15", "16", "3000017", "17")).toEqual(["running", "queued", "ended", "queued", "absent"]);
    expect(told(banner, "14", "15", "16", "3000017", "17")).toEqual(["running", "queued", "ended", "queued", "absent"]);
  });

  test("quirk: Univa has a column jclass more, behind what is read, and other dates", () => {
    const univa = table.stdout.replaceAll(/11\/29\/2026 (?<time>\S+)/g, "2026-11-29 $<time>.123").replaceAll("  1    ", " default  1 ");

    expect(told({ ...table, stdout: univa }, "14", "16", "17")).toEqual(["running", "ended", "absent"]);
  });

  test.each([
    ["nothing at all, as where there is no job", { ...table, stdout: "" }],
    ["half an answer", { ...table, stdout: table.stdout.slice(0, -8) }],
    ["an answer that was cut", { ...table, isCut: true }],
    ["a qmaster that is down", { exitCode: 1, stdout: "", stderr: "error: commlib error: got select error" }],
  ])("%s says nothing of a job that is not in it", (_, answer) => {
    expect(told(answer, "17")).toEqual(["nothing"]);
  });

  test("the row in which an answer was cut says nothing", () => {
    expect(
      told(
        { ...table, stdout: `${head}${rows[0] ?? ""}\n     15 0.00000 held       jane         hqw   11/29/2026 01:15`, isCut: true },
        "14",
        "15",
      ),
    ).toEqual(["running", "nothing"]);
  });
});
