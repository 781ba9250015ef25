import { openLine, secretLine, secretLines } from "../provider-definition.ts";
import type { CredentialField, CredentialProviderDefinition } from "../provider-definition.ts";

/** Of the credential itself, not of its keys. */
const baseUrl = (placeholder: string, help: string): CredentialField =>
  openLine("baseUrl", "Repository base URL", {
    help,
    placeholder,
    isRequired: false,
    maxLength: 200,
    pattern: {
      source: "^https?://[^\\s/@?#]+(/[^\\s?#]*)?$",
      words: "an address that begins with https://, without user name and password",
    },
  });

const narrows = "Used for repositories below this address only, and before those with a shorter one.";

const token = secretLine("token", "Token", { isRequired: false, isHidden: true });

export const github = {
  id: "github",
  label: "GitHub",
  group: "git",
  purpose: "Reads pipelines from GitHub.",
  platforms: [],
  fields: [
    openLine("username", "User name"),
    secretLine("password", "Access token", {
      isRequired: false,
      help: "A fine-grained token with read access to contents, or a classic one with the scope repo.",
    }),
    token,
    baseUrl("https://github.com/my-organization", `${narrows} Left empty: all of github.com.`),
  ],
  needsOneOf: ["password", "token"],
} as const satisfies CredentialProviderDefinition;

export const githubApp = {
  id: "github_app",
  label: "GitHub App",
  group: "git",
  purpose: "Reads pipelines from GitHub as an installed app.",
  platforms: [],
  fields: [
    openLine("appId", "App ID", { pattern: { source: "^[0-9]{1,20}$", words: "a number" } }),
    openLine("clientId", "Client ID", { isRequired: false }),
    openLine("slug", "Slug", { isRequired: false, help: "The name of the app in its address." }),
    secretLines("privateKey", "Private key", { help: "The .pem file that GitHub made, whole." }),
    secretLine("clientSecret", "Client secret", { isRequired: false }),
    secretLine("webhookSecret", "Webhook secret", { isRequired: false }),
    baseUrl("https://github.com/my-organization", `${narrows} Left empty: all of github.com.`),
  ],
} as const satisfies CredentialProviderDefinition;

export const gitlab = {
  id: "gitlab",
  label: "GitLab",
  group: "git",
  purpose: "Reads pipelines from GitLab.",
  platforms: [],
  fields: [
    openLine("username", "User name", { help: "For group and project tokens: any word." }),
    secretLine("token", "Access token", { help: "With the scopes read_api and read_repository." }),
    secretLine("password", "Password", { isRequired: false, help: "Only for hosts that ask for it besides the token." }),
    baseUrl("https://gitlab.example.org", `${narrows} Left empty: all of gitlab.com.`),
  ],
} as const satisfies CredentialProviderDefinition;

export const bitbucket = {
  id: "bitbucket",
  label: "Bitbucket",
  group: "git",
  purpose: "Reads pipelines from Bitbucket.",
  platforms: [],
  fields: [
    openLine("username", "User name", { help: "With an API token: the email address of the account." }),
    secretLine("password", "App password", { isRequired: false, help: "Or that of a repository access token." }),
    secretLine("token", "API token", {
      isRequired: false,
      help: "What Atlassian offers in place of app passwords. It is used when both are given.",
    }),
    baseUrl("https://bitbucket.org/my-workspace", `${narrows} Left empty: all of bitbucket.org.`),
  ],
  needsOneOf: ["password", "token"],
} as const satisfies CredentialProviderDefinition;

export const gitea = {
  id: "gitea",
  label: "Gitea",
  group: "git",
  purpose: "Reads pipelines from a Gitea server.",
  platforms: [],
  fields: [
    openLine("username", "User name"),
    secretLine("password", "Access token", {
      help: "With read access to repositories. The password of the account works too, where the server allows it.",
    }),
    token,
    baseUrl("https://gitea.example.org", `The address of the server. ${narrows} Without it, no repository is meant.`),
  ],
} as const satisfies CredentialProviderDefinition;

export const azureRepos = {
  id: "azurerepos",
  label: "Azure DevOps",
  group: "git",
  purpose: "Reads pipelines from Azure Repos.",
  platforms: [],
  fields: [
    openLine("username", "User name", { help: "The name of the organization, or of the person who made the token." }),
    secretLine("password", "Access token", { isRequired: false, help: "A personal access token with the scope Code (read)." }),
    token,
    baseUrl("https://dev.azure.com/my-organization/my-project", `${narrows} Left empty: all of dev.azure.com.`),
  ],
  needsOneOf: ["password", "token"],
} as const satisfies CredentialProviderDefinition;

export const codeCommit = {
  id: "codecommit",
  label: "AWS CodeCommit",
  group: "git",
  purpose: "Reads pipelines from AWS CodeCommit.",
  platforms: [],
  fields: [
    openLine("username", "Access key", { help: "Of an account that may read the repositories." }),
    secretLine("password", "Secret key"),
    token,
    baseUrl("https://git-codecommit.eu-west-1.amazonaws.com", `${narrows} It may name a region. Left empty: all regions.`),
  ],
} as const satisfies CredentialProviderDefinition;
