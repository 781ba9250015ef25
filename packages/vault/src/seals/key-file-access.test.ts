import { expect, test } from "vitest";
import { maxKeyFileSizeBytes, requireClosedKeyFile } from "./key-file-access.ts";
import type { KeyFileFacts } from "./key-file-access.ts";

const closed: KeyFileFacts = { isRegular: true, sizeBytes: 300, mode: 0o100600, ownerId: 1000 };
const check = (change: Partial<KeyFileFacts>) => () => requireClosedKeyFile("/data/vault.key", { ...closed, ...change }, 1000);

test("a file that only its owner may read is taken", () => {
  expect(check({})).not.toThrow();
  expect(check({ mode: 0o100400 })).not.toThrow();
  expect(check({ sizeBytes: maxKeyFileSizeBytes })).not.toThrow();
});

test("a file of root is taken, because root can read everything anyway", () => {
  expect(check({ ownerId: 0 })).not.toThrow();
});

test.each([0o610, 0o620, 0o640, 0o601, 0o602, 0o604, 0o644, 0o666, 0o777])(
  "mode %o is refused with the command that closes the file",
  (mode) => {
    expect(check({ mode: 0o100000 | mode })).toThrow(
      expect.objectContaining({
        code: "vault.key_file_open",
        message: "The key file /data/vault.key is open to other accounts. Close it with: chmod 600 /data/vault.key",
      }),
    );
  },
);

test("a file of another account is refused", () => {
  expect(check({ ownerId: 1001 })).toThrow(
    expect.objectContaining({ code: "vault.key_file_foreign", detail: "owner 1001, running as 1000" }),
  );
});

test("what is not a regular file, or is too large for a key file, is refused", () => {
  expect(check({ isRegular: false })).toThrow(expect.objectContaining({ code: "vault.key_file_invalid" }));
  expect(check({ sizeBytes: maxKeyFileSizeBytes + 1 })).toThrow(expect.objectContaining({ code: "vault.key_file_invalid" }));
});
