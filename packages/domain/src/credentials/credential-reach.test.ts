import { expect, test } from "vitest";
import { credentialReach } from "./credential-reach.ts";

test.each([
  { provider: "tw-agent", members: { connectionId: "gadi", workDir: "/scratch" }, reach: "gadi" },
  { provider: "container-reg", members: { userName: "robot", registry: "quay.io" }, reach: "quay.io" },
  { provider: "gitlab", members: { username: "any", baseUrl: "https://gitlab.example.org" }, reach: "https://gitlab.example.org" },
  { provider: "gitlab", members: { username: "any", baseUrl: null }, reach: "gitlab.com" },
  {
    provider: "aws",
    members: { accessKey: "AKIA1", assumeRoleArn: "arn:aws:iam::123456789012:role/r" },
    reach: "arn:aws:iam::123456789012:role/r",
  },
  { provider: "codecommit", members: { username: "AKIA1", baseUrl: "" }, reach: "all regions" },
  { provider: "ssh", members: { fingerprint: "SHA256:abc" }, reach: "SHA256:abc" },
])("a credential of $provider reaches $reach", ({ provider, members, reach }) => {
  expect(credentialReach(provider, members)).toBe(reach);
});

test.each(["ssh", "k8s"])("what %s reaches is in no open member", (provider) => {
  expect(credentialReach(provider, { discriminator: provider, username: "any" })).toBeUndefined();
});
