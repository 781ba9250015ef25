import { createHmac } from "node:crypto";

import { toSchedulerJobId } from "@postern/domain";
import { seededRandom } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { recordedAnswer, recordedNames } from "../testing/recorded-answer.ts";
import type { RecordedKind, RecordedReading } from "./readings.ts";
import { vocabulary } from "./vocabulary.ts";
import { withoutNames } from "./without-names.ts";
import type { WithoutNamesOptions } from "./without-names.ts";

interface Given extends Partial<WithoutNamesOptions> {
  readonly key?: string;
  readonly stderr?: string;
  readonly words?: readonly string[];
  readonly isCut?: true;
}

function answer(stdout: string, { stderr = "", words = ["squeue"], isCut, key = "k", ...more }: Given = {}) {
  const reading: RecordedReading = { name: "a.b", words, exitCode: 0, stdout, stderr, ...(isCut === true ? { isCut } : {}) };
  const hash = (about: string): Uint8Array => createHmac("sha256", key).update(about).digest();
  const recorded = withoutNames([reading], { kind: "slurm", userName: "me", jobs: [], hash, names: [], keep: [], ...more });
  return { ...recorded, reading: recorded.readings[0] ?? reading };
}

/** Of running text, in which nothing is known by its place. */
const clean = (text: string, given: Given = {}): string => answer(text, given).reading.stdout;

const squeue =
  "JOBID PARTITION USER ST TIME NODELIST\n1042 gpu_long ada R 1-02:03:04 cn[0012-0014]\n1043 gpu_long Ada PD 0:00 (Priority)\n";

test("names get stand-ins of their length, the same everywhere, and what the scheduler says stays", () => {
  const text = clean(squeue);

  expect(text).not.toMatch(/ada|long|cn\[/i);
  expect(text.split("\n").map(({ length }) => length)).toEqual(squeue.split("\n").map(({ length }) => length));
  expect(text).toMatch(
    /^JOBID PARTITION USER ST TIME NODELIST\n1042 (\w+) (\w+) R 1-02:03:04 \w+\[0012-0014\]\n1043 \1 \w+ PD 0:00 \(Priority\)\n$/,
  );
  const [, first = "", second = ""] = /^1042 \S+ (\S+)[\s\S]*^1043 \S+ (\S+)/m.exec(text) ?? [];
  expect(second.toLowerCase()).toBe(first);
});

test("numbers, dates, sizes and hexadecimal numbers stay; addresses of both versions do not", () => {
  const text = clean("1042[7].x 2026-11-29T01:02:03 10G 4096M 0x1f 8s exit 137 10.20.30.40 fe80::12 2a02:810:0:1:2:3:4:5 1-02:03:04");

  expect(text).toMatch(
    /^1042\[7\]\.x 2026-11-29T01:02:03 10G 4096M 0x1f 8s exit 137 192\.0\.2\.\d+ 2001:db8::[\da-f]{4} 2001:db8::[\da-f]{4} 1-02:03:04$/,
  );
});

test("what is a name by its place gets a stand-in whatever it says, and the same number in running text gets the same one", () => {
  const shown =
    "JobId=20417 JobName=r\n   UserId=12ab(20417) GroupId=7(100) Account=normal\n   JobState=FAILED Reason=by_20417:12ab TimeLimit=0:07\n";
  const text = clean(shown, { words: ["scontrol", "show", "job", "20417"] });

  const fields = Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, key = "", value = ""]) => [key, value]));
  expect(fields).toMatchObject({ JobState: "FAILED", TimeLimit: "0:07" });
  const { JobId: id = "", UserId: user = "", JobName: job, GroupId: group, Account: account } = fields;
  expect(id).toMatch(/^(?!20417)[1-9]\d{4}$/);
  expect(user).toBe(`${/^(?!12ab)\d\d[a-z]{2}/.exec(user)?.[0] ?? "?"}(${id})`);
  expect(job).toMatch(/^(?!r$)[a-z]$/);
  expect(group).toMatch(/^(?!7)\d\((?!100)\d{3}\)$/);
  expect(account).toMatch(/^(?!normal)[a-z]{6}$/);
  expect(text).toContain(`:${user.slice(0, 4)} TimeLimit`);
  expect(text).not.toMatch(/20417|12ab/);
});

test("who asks, and about which job, has the stand-in also in the question, and the rest of the question stays", () => {
  const words = ["squeue", "-h", "-t", "all", "-u", "batch", "-j", "5,1042_7", "-O", "JobID:|postern|,State:|"];
  const { reading, standInOf } = answer("1042_7|postern|RUNNING|0|None\n", {
    ...{ words, userName: "batch" },
    jobs: [toSchedulerJobId("5"), toSchedulerJobId("1042_7")],
  });

  expect(reading.words).toEqual(words.with(5, standInOf("batch")).with(7, `${standInOf("5")},${standInOf("1042_7")}`));
  expect(reading.stdout).toBe(`${standInOf("1042_7")}|postern|RUNNING|0|None\n`);
  expect(reading.stdout).not.toContain("1042");
});

test("a name that a fold breaks in two is one name", () => {
  const words = ["qstat", "-f", "7.srv"];
  const text = clean("Job Id: 7.srv\n    Job_Name = 12345\n    comment = held for 12\n\t345 by 12345\n    job_state = H\n\n", {
    kind: "pbs",
    words,
  });

  const [, name = ""] = /Job_Name = (\d{5})\n/.exec(text) ?? [];
  expect(text).toContain(`held for ${name.slice(0, 2)}\n\t${name.slice(2)} by ${name}\n    job_state = H\n`);
  expect(name).not.toBe("12345");
});

test("half a name at the end of an answer that was cut is left out", () => {
  const words = ["squeue"];
  expect(clean("12345|postern|RUNNING|0|None\n6789", { words, isCut: true })).toMatch(/^\d{5}\|postern\|RUNNING\|0\|None\n$/);
  expect(clean('<Data><job User="7"/><job User="89', { kind: "moab", words: ["showq"], isCut: true })).toMatch(/^<Data><job User="\d"\/>$/);
});

test("a person's name goes even where it is a word of the scheduler, and a word that is asked for stays", () => {
  const given = { names: ["batch", "/home/ada lovelace"], keep: ["STAGE_X", "long"] };
  const text = clean("batch host ada lovelace STAGE_X stage_y", given);

  expect(text).toMatch(/^(?!batch)[a-z]{5} host (?!ada)[a-z]{3} (?!lovelace)[a-z]{8} STAGE_X (?!stage_y)[a-z]{5}_[a-z]$/);
  expect(clean("long*|postern|up|infinite|1|1\n", { ...given, words: ["sinfo"] })).toBe("long*|postern|up|infinite|1|1\n");
});

test("paths, addresses of mail and machines, and names in other alphabets lose every part that is a name", () => {
  const text = clean("/home/20417/größe-1 mail=ada.l@physik.example.de host login7.hpc.example.de Ольга");

  expect(text).not.toMatch(/home|20417|größe|ada|physik|example|login7|hpc|ольга/i);
  expect(text).toMatch(/^\/\S{4}\/\d{5}\/\S{5}-\d \S{4}=\S{3}\.\S@\S{6}\.\S{7}\.\S{2} host \S{6}\.\S{3}\.\S{7}\.\S{2} \S{5}$/);
});

test("the mark that adapters put into the lines they ask for stays, also where a folder is called so", () => {
  const text = clean("12|postern|FAILED|ada", { names: ["/home/postern", "ada"] });

  expect(text).toMatch(/^\d\d\|postern\|FAILED\|(?!ada)[a-z]{3}$/);
});

test.each([
  ["slurm", ["squeue", "scontrol"]],
  ["pbs", ["qstat"]],
  ["lsf", ["bhist", "bqueues", "bjobs"]],
  ["grid-engine", ["qstat", "qconf"]],
  ["moab", ["showq"]],
] as const)("an answer of %s that is one long line of anything comes to its end", (kind, programs) => {
  const pieces = [" ", "a", "1 ", "a ", "a=", "<", "Job <", "a:", "/a", "a@", "a|"];

  // Tried in every way, each would take minutes.
  for (const program of programs) for (const piece of pieces) clean(piece.repeat(10_000), { kind, words: [program] });
});

test("another recording has other stand-ins", () => {
  expect(clean("lovelace", { key: "one" })).not.toBe(clean("lovelace", { key: "two" }));
});

test("it says what it replaced", () => {
  expect(answer("Ada and ada on cn12").replaced).toEqual(["ada", "cn12"]);
});

const folders: readonly { readonly kind: RecordedKind; readonly folder: string }[] = [
  { kind: "slurm", folder: "slurm" },
  { kind: "grid-engine", folder: "grid-engine" },
  { kind: "pbs", folder: "pbs" },
  { kind: "lsf", folder: "lsf" },
  { kind: "moab", folder: "moab" },
];

describe.each(folders)("planted anywhere in answers of $kind", ({ kind, folder }) => {
  test("no name survives, wherever it stands", () => {
    const random = seededRandom(7);
    const known = new Set(vocabulary);
    const draw = (): string =>
      Array.from({ length: 4 + Math.floor(random() * 6) }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
    for (const name of recordedNames(folder)) {
      const planted = Array.from({ length: 5 }, draw).filter((word) => !known.has(word));
      const { stdout, words } = recordedAnswer(folder, name);
      const at = Math.floor(random() * (stdout.length + 1));
      const text = `${stdout.slice(0, at)} ${planted.join(" /x/")}@${planted.join(".")} ${stdout.slice(at)}`;

      const replaced = clean(text, { kind, words }).toLowerCase();

      for (const word of planted) expect(replaced.split(/[^a-z]+/)).not.toContain(word);
    }
  });
});
