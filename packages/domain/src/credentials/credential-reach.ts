import { azureHost } from "./git-host-names.ts";

/** Open members that say what a credential reaches, or under which name it is known there; the first that is filled wins. */
const telling = [
  ...["connectionId", "registry", "baseUrl", "fingerprint", "assumeRoleArn", "accessKey"],
  ...["subscriptionId", "batchName", "serviceAccountEmail"],
];

/** What is reached when no base URL says it. */
const publicHosts: Readonly<Record<string, string>> = {
  ...{ github: "github.com", github_app: "github.com", gitlab: "gitlab.com", bitbucket: "bitbucket.org", azurerepos: azureHost },
  ...{ gitea: "gitea.com", codecommit: "all regions" },
};

/** What a credential reaches, or is known by, in one word for a list; `undefined` when none of its open members says so. */
export function credentialReach(provider: string, members: Readonly<Record<string, unknown>>): string | undefined {
  const [first] = telling.map((name) => members[name]).filter((value) => typeof value === "string" && value !== "");
  return typeof first === "string" ? first : publicHosts[provider];
}
