import type { Credentials } from "@postern/contracts";
import { credentialProviderTable } from "@postern/domain";
import { describe, expect, test } from "vitest";
import {
  createRequest,
  definitionOf,
  emptyCredential,
  inputsOf,
  isChanged,
  keptOf,
  memberProblems,
  updateRequest,
  valuesOfCredential,
} from "./credential-form.ts";

const gitlab: Credentials = {
  ...{ id: "c1", name: "lab", description: "of the lab", provider: "gitlab", category: null, status: null, message: null },
  ...{ baseUrl: "https://gitlab.example.org", dateCreated: "2026-01-01T00:00:00.000Z", lastUpdated: "2026-01-02T00:00:00.000Z" },
  ...{ lastUsed: null, lastValidated: null, deleted: false, expiresAt: "2026-12-24T10:00:00.000Z", reach: null },
  ...{ keys: { discriminator: "gitlab", username: "robot" }, heldSecrets: ["token", "password"] },
};
const values = valuesOfCredential(gitlab);

describe("a new credential", () => {
  test("has of what stands in the form the members of the chosen mode only, and says the mode where the API has a member for it", () => {
    const members = { accessKey: "AKIA", secretKey: "s", assumeRoleArn: "arn:aws:iam::123456789012:role/r" };

    const request = createRequest({ ...emptyCredential("aws", members), name: "a", mode: "role" });

    expect(request.credentials).toEqual({
      name: "a",
      provider: "aws",
      keys: { discriminator: "aws", mode: "role", assumeRoleArn: members.assumeRoleArn },
    });
  });

  test("has its base URL beside the keys, blanks taken off what is open, and a secret as it was typed", () => {
    const members = { username: " robot ", token: " t ", baseUrl: " https://gitlab.example.org " };

    expect(createRequest({ ...emptyCredential("gitlab", members), name: "g" }).credentials).toEqual({
      name: "g",
      provider: "gitlab",
      baseUrl: "https://gitlab.example.org",
      keys: { discriminator: "gitlab", username: "robot", token: " t " },
    });
  });

  test.each(credentialProviderTable.map(({ id }) => id))(
    "of %s shows nothing wrong before it is tried, and then all that is missing",
    (provider) => {
      const empty = emptyCredential(provider);
      const required = inputsOf(definitionOf(provider), empty.mode);

      expect(memberProblems(empty, { isTried: false })).toEqual({});
      expect(Object.keys(memberProblems(empty, { isTried: true }))).toEqual(
        expect.arrayContaining(required.filter(({ isRequired }) => isRequired).map(({ name }) => name)),
      );
    },
  );

  test("misses the members of the mode that is chosen, not of the first", () => {
    expect(memberProblems({ ...emptyCredential("k8s"), mode: "certificate" }, { isTried: true })).toEqual({
      certificate: "Client certificate is missing.",
      privateKey: "Client private key is missing.",
    });
  });

  test("says at once what is wrong with what was typed", () => {
    const problems = memberProblems(emptyCredential("container-reg", { registry: "https://quay.io" }), { isTried: false });

    expect(problems).toEqual({ registry: expect.stringContaining("without https://") });
  });
});

describe("an edit", () => {
  test("that changes nothing sends nothing", () => {
    expect(isChanged(values, gitlab)).toBe(false);
    expect(updateRequest(values, gitlab)).toEqual({ credentials: { lastUpdated: gitlab.lastUpdated } });
  });

  test("of the name sends no keys", () => {
    expect(updateRequest({ ...values, name: "lab-2" }, gitlab).credentials).toEqual({ lastUpdated: gitlab.lastUpdated, name: "lab-2" });
  });

  test("of an open member sends the open ones whole, and no secret", () => {
    const { credentials } = updateRequest({ ...values, members: { ...values.members, username: "other" } }, gitlab);

    expect(credentials.keys).toEqual({ discriminator: "gitlab", username: "other" });
    expect(credentials.baseUrl).toBe("https://gitlab.example.org");
  });

  test("takes away what is emptied: a base URL, a description, the end, an optional secret", () => {
    const { username } = values.members;
    const emptied = { ...values, description: "", lastDay: "", members: { username: username ?? "", password: "" } };

    expect(updateRequest(emptied, gitlab).credentials).toEqual({
      ...{ lastUpdated: gitlab.lastUpdated, description: "", expiresAt: null, baseUrl: "" },
      keys: { discriminator: "gitlab", username: "robot", password: "" },
    });
  });

  test("misses no secret that is kept, and one that is being replaced by nothing", () => {
    const kept = keptOf(gitlab);

    expect(memberProblems(values, { kept, isTried: true })).toEqual({});
    expect(memberProblems({ ...values, members: { ...values.members, token: "" } }, { kept, isTried: true })).toEqual({
      token: "Access token is missing.",
    });
  });

  test("to another mode keeps none of the secrets of the one before", () => {
    const google: Credentials = {
      ...gitlab,
      provider: "google",
      baseUrl: null,
      keys: { discriminator: "google", mode: "key" },
      heldSecrets: ["data"],
    };
    const other = { ...valuesOfCredential(google), mode: "workload-identity" };

    expect(Object.keys(memberProblems(other, { kept: keptOf(google), isTried: true }))).toEqual([
      "workloadIdentityProvider",
      "serviceAccountEmail",
    ]);
  });
});
