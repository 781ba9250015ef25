import { describe, expect, test } from "vitest";
import { mailToAdministrators } from "./administrator-mail.ts";

const url = "https://postern.example.org";

describe("the mail to those who run a cluster", () => {
  test("names the server wherever it has to be reached, and has no gaps to fill in", () => {
    for (const way of [{ kind: "agent" }, { kind: "ssh", line: "restrict ssh-ed25519 AAAA postern" }] as const) {
      const mail = mailToAdministrators(way, url);

      expect(mail.split(url)).toHaveLength(3);
      expect(mail).not.toMatch(/undefined|CLUSTER|ACCOUNT|…/);
      expect(mail).toMatch(/^Subject: .+\n\nDear colleagues,\n\n/);
    }
  });

  test("for an agent asks whether it may stay, and of no key", () => {
    const mail = mailToAdministrators({ kind: "agent" }, url);

    expect(mail).toContain("lingering, or cron");
    expect(mail).toContain("May login nodes and compute nodes reach");
    expect(mail).not.toMatch(/authorized_keys|fingerprints/);
  });

  test("for a key has the line as it is to be appended, and the address that stands in it", () => {
    const line = 'restrict,from="192.0.2.7" ssh-ed25519 AAAA postern';

    const mail = mailToAdministrators({ kind: "ssh", line }, url);

    expect(mail).toContain(`\n\n${line}\n\n`);
    expect(mail).toContain("by SSH from the address 192.0.2.7, with");
    expect(mailToAdministrators({ kind: "ssh", line: "restrict ssh-ed25519 AAAA" }, url)).toContain("by SSH, with a key");
    expect(mail.match(/^\d\./gm)).toEqual(["1.", "2.", "3.", "4.", "5.", "6."]);
  });
});
