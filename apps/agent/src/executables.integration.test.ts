import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { packedAgent } from "@postern/testing";
import { describe, expect, test } from "vitest";

import { agentVersion } from "./version.ts";

const run = promisify(execFile);
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
/** Numbers of the ELF format. */
const machines = { "linux-x86_64": 62, "linux-aarch64": 183 } as const;
type Target = keyof typeof machines;

const fileOf = (target: Target): string => `${dist}postern-agent-${target}`;

await packedAgent();
// The base for the other machine may be out of reach; then there is nothing to look at, and the build has said so.
await run(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url))]);
const built = (Object.keys(machines) as Target[]).filter((target) => existsSync(fileOf(target)));

/** The program that bun put into the executable; the name of the file follows it. */
function packedPart(target: Target): Buffer {
  const bytes = readFileSync(fileOf(target));
  const { offset, size } = sectionOf(bytes, ".bun");
  const section = bytes.subarray(offset, offset + size);
  return section.subarray(section.indexOf("// @bun"), section.indexOf(`postern-agent-${target}`));
}

/** Of a 64-bit little-endian ELF file, which both are. */
function sectionOf(elf: Buffer, wanted: string): { readonly offset: number; readonly size: number } {
  const [tableAt, entrySize, count, namesIndex] = [
    Number(elf.readBigUInt64LE(0x28)),
    elf.readUInt16LE(0x3a),
    elf.readUInt16LE(0x3c),
    elf.readUInt16LE(0x3e),
  ];
  const headers = Array.from({ length: count }, (_, index) => elf.subarray(tableAt + index * entrySize));
  const sections = headers.map((header) => ({
    nameAt: header.readUInt32LE(0),
    offset: Number(header.readBigUInt64LE(0x18)),
    size: Number(header.readBigUInt64LE(0x20)),
  }));
  const namesAt = sections[namesIndex]?.offset ?? 0;
  const found = sections.find(({ nameAt }) => elf.subarray(namesAt + nameAt, elf.indexOf(0, namesAt + nameAt)).toString() === wanted);
  return found ?? expect.unreachable(`there is no section ${wanted}`);
}

describe.each(built)("the executable for %s", (target) => {
  test("is a program of that machine", () => {
    const elf = readFileSync(fileOf(target));

    expect([elf.subarray(1, 4).toString(), elf.readUInt16LE(18)]).toEqual(["ELF", machines[target]]);
  });

  test("needs no glibc newer than 2.17, of 2014", () => {
    const elf = readFileSync(fileOf(target));
    const { offset, size } = sectionOf(elf, ".dynstr");

    const minors = [
      ...elf
        .subarray(offset, offset + size)
        .toString("latin1")
        .matchAll(/GLIBC_2\.(?<minor>\d+)/g),
    ].map(({ groups }) => Number(groups?.["minor"]));

    expect(Math.max(...minors)).toBe(17);
  });

  test("has its checksum and its version beside it", () => {
    const sum = createHash("sha256")
      .update(readFileSync(fileOf(target)))
      .digest("hex");

    expect(readFileSync(`${fileOf(target)}.sha256`, "utf8")).toBe(`${sum}  postern-agent-${target}\n`);
    expect(readFileSync(`${fileOf(target)}.version`, "utf8")).toBe(`${agentVersion()}\n`);
  });

  test("holds the same agent as every other", () => {
    const packed = packedPart(target);

    expect(packed.toString("latin1")).toContain("another agent serves under this connection ID");
    expect(built.map((other) => packedPart(other).equals(packed))).toEqual(built.map(() => true));
  });
});

test("the executable for this machine says which version it is", async () => {
  const { stdout } = await run(await packedAgent(), ["--version"]);

  expect(stdout).toBe(`postern-agent ${agentVersion()}\n`);
});
