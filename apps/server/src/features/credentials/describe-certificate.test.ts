import type { Certificate } from "@postern/ssh-keys";
import { expect, test } from "vitest";
import { describeCertificate } from "./describe-certificate.ts";

const certificate: Certificate = {
  ...{ kind: "certificate", line: "ssh-ed25519-cert-v01@openssh.com AAAA", serial: "7", keyId: "me", principals: ["ada"] },
  ...{ validAfter: Date.UTC(2026, 0, 1), validBefore: Date.UTC(2026, 0, 2, 3, 4), isValidYet: true },
  ...{ authorityFingerprint: "SHA256:x", signature: "good", criticalOptions: [] },
};

test.each<[string, Partial<Certificate>, string]>([
  ["one of a day", {}, "For ada; valid until 2026-01-02 03:04 UTC; serial 7, ID me, signed by SHA256:x."],
  [
    "one of tomorrow without an end",
    { isValidYet: false, validBefore: undefined },
    "For ada; valid from 2026-01-01 00:00 UTC without end; serial 7, ID me, signed by SHA256:x.",
  ],
  [
    "one for whomever the cluster says, limited, of a security key",
    { principals: [], criticalOptions: ["source-address"], signature: "not_checked" },
    "For accounts that the cluster chooses; valid until 2026-01-02 03:04 UTC; limited by source-address; serial 7, ID me, signed by SHA256:x; whose signature was not checked.",
  ],
  [
    "one whose texts would break a line",
    { keyId: "a\nb\u{2028}c\u{202e}", principals: Array.from({ length: 12 }, (_, index) => `p\r${String(index)}`) },
    "For p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 2 more; valid until 2026-01-02 03:04 UTC; serial 7, ID abc, signed by SHA256:x.",
  ],
])("%s is described in a line", (_, change, words) => {
  expect(describeCertificate({ ...certificate, ...change })).toBe(words);
});
