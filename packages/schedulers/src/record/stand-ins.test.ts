import { createHmac } from "node:crypto";

import { seededRandom } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { recordedAnswer, recordedNames } from "../testing/recorded-answer.ts";
import { StandIns } from "./stand-ins.ts";
import { vocabulary } from "./vocabulary.ts";

function standIns({
  names = [],
  keep = [],
  key = "k",
}: { names?: readonly string[]; keep?: readonly string[]; key?: string } = {}): StandIns {
  return new StandIns({ hash: (text) => createHmac("sha256", key).update(text).digest(), names, keep });
}

const squeue =
  "JOBID PARTITION USER ST TIME NODELIST\n1042 gpu_long ada R 1-02:03:04 cn[0012-0014]\n1043 gpu_long Ada PD 0:00 (Priority)\n";

test("names get stand-ins of their length, the same everywhere, and what the scheduler says stays", () => {
  const text = standIns().replace(squeue);

  expect(text).not.toMatch(/ada|long|cn\[/i);
  expect(text.split("\n").map(({ length }) => length)).toEqual(squeue.split("\n").map(({ length }) => length));
  expect(text).toMatch(
    /^JOBID PARTITION USER ST TIME NODELIST\n1042 (\w+) (\w+) R 1-02:03:04 \w+\[0012-0014\]\n1043 \1 \w+ PD 0:00 \(Priority\)\n$/,
  );
  const [, first = "", second = ""] = /^1042 \S+ (\S+)[\s\S]*^1043 \S+ (\S+)/m.exec(text) ?? [];
  expect(second.toLowerCase()).toBe(first);
});

test("numbers, dates, sizes and hexadecimal numbers stay; addresses and the numbers of people do not", () => {
  const text = standIns().replace(
    "1042[7].x 2026-11-29T01:02:03 10G 4096M 0x1f 8s exit 137 10.20.30.40 UserId=ada(20417) GroupId=users(100)",
  );

  expect(text).toMatch(
    /^1042\[7\]\.x 2026-11-29T01:02:03 10G 4096M 0x1f 8s exit 137 192\.0\.2\.\d+ UserId=[a-z]{3}\(10000\) GroupId=\w{5}\(100\)$/,
  );
});

test("a person's name goes even where it is a word of the scheduler, and a word that is asked for stays", () => {
  const text = standIns({ names: ["batch", "/home/ada lovelace"], keep: ["STAGE_X"] }).replace("batch host ada lovelace STAGE_X stage_y");

  expect(text).toMatch(/^(?!batch)[a-z]{5} host (?!ada)[a-z]{3} (?!lovelace)[a-z]{8} STAGE_X (?!stage_y)[a-z]{5}_[a-z]$/);
});

test("paths, addresses of mail and machines, and names in other alphabets lose every part that is a name", () => {
  const text = standIns().replace("/home/ada/größe-1 mail=ada.l@physik.example.de host login7.hpc.example.de Ольга");

  expect(text).not.toMatch(/ada|größe|physik|example|login7|hpc|ольга/i);
  expect(text).toMatch(/^\/home\/\S{3}\/\S{5}-1 \S{4}=\S{3}\.l@\S{6}\.\S{7}\.\S{2} host \S{6}\.\S{3}\.\S{7}\.\S{2} \S{5}$/);
});

test("the mark that adapters put into the lines they ask for stays, also where a folder is called so", () => {
  const text = standIns({ names: ["/home/postern", "ada"] }).replace("12|postern|FAILED|ada");

  expect(text).toMatch(/^12\|postern\|FAILED\|(?!ada)[a-z]{3}$/);
});

test("another recording has other stand-ins", () => {
  expect(standIns({ key: "one" }).replace("lovelace")).not.toBe(standIns({ key: "two" }).replace("lovelace"));
});

test("it says what it replaced", () => {
  const names = standIns();
  names.replace("Ada and ada on cn12");

  expect(names.replaced).toEqual(["ada", "cn12"]);
});

describe.each(["grid-engine", "pbs", "lsf", "moab"])("planted in answers of %s", (folder) => {
  test("no name survives, wherever it stands", () => {
    const random = seededRandom(7);
    const known = new Set(vocabulary);
    const draw = (): string =>
      Array.from({ length: 4 + Math.floor(random() * 6) }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join("");
    for (const name of recordedNames(folder)) {
      const planted = Array.from({ length: 5 }, draw).filter((word) => !known.has(word));
      const { stdout } = recordedAnswer(folder, name);
      const at = Math.floor(random() * (stdout.length + 1));
      const text = `${stdout.slice(0, at)} ${planted.join(" /x/")}@${planted.join(".")} ${stdout.slice(at)}`;

      const replaced = standIns().replace(text).toLowerCase();

      for (const word of planted) expect(replaced.split(/[^a-z]+/)).not.toContain(word);
    }
  });
});
