import { expect, test } from "vitest";
import { credentialFields, credentialProviders, credentialProviderTable, opensPlatform } from "./provider-table.ts";

test("the providers are those of the public API", () => {
  expect([...credentialProviders].sort()).toEqual(
    [
      ...[
        "aws",
        "azure",
        "azure_entra",
        "google",
        "github",
        "github_app",
        "gitlab",
        "bitbucket",
        "ssh",
        "k8s",
        "container-reg",
        "tw-agent",
      ],
      ...["codecommit", "gitea", "azurerepos", "seqeracompute", "azure-cloud", "s3"],
    ].sort(),
  );
});

test("a name that is open for one provider is secret for none, so that one answer shape serves all", () => {
  const all = credentialProviderTable.flatMap((provider) => credentialFields(provider));
  const secret = new Set(all.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  expect(all.filter(({ name, isSecret }) => !isSecret && secret.has(name))).toEqual([]);
});

test("every member that looks like a secret is one", () => {
  const all = credentialProviderTable.flatMap((provider) => credentialFields(provider));
  const looks = all.filter(({ name }) => /password|token$|Key$|Secret$|^data$|passphrase/.test(name) && name !== "accessKey");
  expect(looks.filter(({ isSecret }) => !isSecret)).toEqual([]);
});

test("what a mode names and what a credential must have one of are members of its provider", () => {
  for (const provider of credentialProviderTable) {
    const names = credentialFields(provider).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...(provider.needsOneOf ?? [])]));
    expect(new Set(names).size).toBe(names.length);
  }
});

test("clusters are opened by an agent and by SSH, and plain processes by an agent only", () => {
  const openers = (platform: string) => credentialProviders.filter((provider) => opensPlatform(provider, platform));
  for (const platform of ["slurm-platform", "altair-platform", "lsf-platform", "uge-platform", "moab-platform"]) {
    expect(openers(platform)).toEqual(["tw-agent", "ssh"]);
  }
  expect(openers("local-platform")).toEqual(["tw-agent"]);
  expect(openers("k8s-platform")).toEqual(["k8s"]);
  expect(openers("no-such-platform")).toEqual([]);
});

test("every pattern can be read, and takes its own placeholder and fallback", () => {
  for (const { pattern, placeholder, fallback } of credentialProviderTable.flatMap((provider) => credentialFields(provider))) {
    if (pattern === undefined) continue;
    for (const example of [placeholder, fallback]) if (example !== undefined) expect(example).toMatch(new RegExp(pattern.source, "u"));
  }
});
