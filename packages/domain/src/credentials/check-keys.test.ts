import fc from "fast-check";
import { expect, test } from "vitest";
import { checkKeys } from "./check-keys.ts";
import type { KeptMembers, SentMembers } from "./check-keys.ts";
import { credentialFields, credentialProviders, credentialProviderTable, findCredentialProvider } from "./provider-table.ts";
import type { CredentialProvider } from "./provider-table.ts";

const check = (provider: CredentialProvider, sent: SentMembers, kept?: KeptMembers) => {
  const definition = findCredentialProvider(provider);
  if (definition === undefined) throw new RangeError(provider);
  return checkKeys(definition, sent, kept);
};
const problemsOf = (...sent: Parameters<typeof check>) => {
  const checked = check(...sent);
  return checked.isValid ? [] : checked.problems.map(({ field, message }) => `${field}: ${message}`);
};

test("null, absent and empty are the same", () => {
  const sent = { userName: "robot", password: "p", registry: "", discriminator: null, extra: null };
  expect(check("container-reg", sent)).toEqual({ isValid: true, mode: undefined, values: { userName: "robot", password: "p" } });
});

test.each<[CredentialProvider, SentMembers, string]>([
  ["ssh", { passphrase: "p" }, "privateKey: SSH private key is missing."],
  ["github", { username: "u" }, "password: Access token is missing."],
  ["bitbucket", { username: "u" }, "password: App password or API token is missing."],
  ["ssh", { privateKey: "k", user: "me" }, "user: SSH has no member of this name."],
  ["ssh", { privateKey: "k", discriminator: "aws" }, "discriminator: The discriminator of these keys must be ssh, as the provider says."],
  ["container-reg", { userName: "u", password: "p\nq" }, "password: Password must be one line, without control characters."],
  ["container-reg", { userName: 7, password: "p" }, "userName: User name must be a text."],
  ["ssh", { privateKey: "k\0" }, "privateKey: SSH private key holds characters that cannot be stored."],
  ["ssh", { privateKey: "k".repeat(300_000) }, "privateKey: SSH private key has at most 262,144 characters."],
  ["tw-agent", { connectionId: "a", shared: "yes" }, "shared: Shared agent must be true or false."],
  ["aws", { mode: "both" }, "mode: The mode must be keys or role."],
  [
    "github",
    { username: "u", password: "p", baseUrl: "https://u:p@host" },
    "baseUrl: Repository base URL must be an address that begins with https://, without user name and password.",
  ],
])("%s %j is refused, naming the member", (provider, sent, problem) => {
  expect(problemsOf(provider, sent)).toContain(problem);
});

test("the mode is the one that is named, else the one whose own members are sent", () => {
  expect(check("k8s", { certificate: "c", privateKey: "k" })).toMatchObject({ isValid: true, mode: "certificate" });
  expect(check("k8s", { token: "t" })).toMatchObject({ isValid: true, mode: "token" });
  expect(check("aws", { mode: "role", assumeRoleArn: "arn:aws:iam::123456789012:role/r" })).toMatchObject({ isValid: true, mode: "role" });
  expect(check("aws", { accessKey: "a", secretKey: "s" })).toMatchObject({ isValid: true, mode: "keys" });
});

test("members of two modes do not mix", () => {
  expect(problemsOf("k8s", { token: "t", certificate: "c", privateKey: "k" })).toEqual([
    "certificate: Client certificate belongs to another mode than Service account token.",
    "privateKey: Client private key belongs to another mode than Service account token.",
  ]);
  expect(problemsOf("aws", { mode: "role", assumeRoleArn: "arn:aws:iam::123456789012:role/r", secretKey: "s" })).toEqual([
    "secretKey: Secret key belongs to another mode than Role.",
  ]);
});

test("what is kept need not be sent, as long as the mode stays", () => {
  const kept = { names: ["secretKey"], mode: "keys" };
  expect(check("aws", { accessKey: "other" }, kept)).toMatchObject({ isValid: true, mode: "keys", values: { accessKey: "other" } });
  expect(check("aws", { mode: "role", assumeRoleArn: "arn:aws:iam::123456789012:role/r" }, kept)).toMatchObject({ isValid: true });
  expect(problemsOf("aws", { accessKey: "a" }, { names: [], mode: "role" })).toEqual(["secretKey: Secret key is missing."]);
});

test("whatever is sent, the answer comes, and no message quotes a value", () => {
  const member = fc.oneof(
    fc.constantFrom(...credentialProviderTable.flatMap((each) => credentialFields(each).map(({ name }) => name))),
    fc.string(),
  );
  const canary = "canary-6f1e";
  const value = fc.oneof(fc.constant(canary), fc.constant(`${canary}\n\0`), fc.boolean(), fc.integer(), fc.constant(null), fc.anything());
  fc.assert(
    fc.property(fc.constantFrom(...credentialProviders), fc.dictionary(member, value), (provider, sent) => {
      expect(JSON.stringify(problemsOf(provider, sent).map((problem) => problem.slice(problem.indexOf(":"))))).not.toContain(canary);
    }),
  );
});
