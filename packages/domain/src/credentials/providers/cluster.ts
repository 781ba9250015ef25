import { clusterPlatforms, openLine, openLines, openSwitch, secretLine, secretLines } from "../provider-definition.ts";
import type { CredentialProviderDefinition } from "../provider-definition.ts";

export const agent = {
  id: "tw-agent",
  label: "Tower Agent",
  group: "cluster",
  purpose: "Reaches a cluster that cannot be reached from outside: an agent runs there and connects out.",
  platforms: clusterPlatforms,
  fields: [
    openLine("connectionId", "Agent connection ID", {
      help: "The agent is started with the same one.",
      maxLength: 128,
      pattern: {
        source: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        words: "letters, digits, dots, dashes and underscores, beginning with a letter or digit",
      },
    }),
    openLine("workDir", "Work directory", {
      help: "On the cluster. Left empty: ~/work, made when it is missing. A directory named here must exist.",
      isRequired: false,
      placeholder: "/scratch/project/work",
    }),
    openSwitch("shared", "Shared agent", { help: "Every member of the workspace uses this one agent and its cluster account." }),
  ],
} as const satisfies CredentialProviderDefinition;

export const ssh = {
  id: "ssh",
  label: "SSH",
  group: "cluster",
  purpose: "Signs in to the login node of a cluster. Host and user name are settings of the environment.",
  platforms: clusterPlatforms.filter((platform) => platform !== "local-platform"),
  fields: [
    secretLines("privateKey", "SSH private key", {
      help: "The whole file, with its BEGIN and END lines. Its public half belongs into ~/.ssh/authorized_keys on the cluster.",
    }),
    secretLine("passphrase", "Passphrase", {
      help: "Of the private key. Left empty when it has none.",
      isRequired: false,
      goesWith: "privateKey",
    }),
    openLines("certificate", "Certificate", {
      help: "Where the cluster trusts an authority instead of single keys: the one line of the file whose name ends in -cert.pub.",
      isRequired: false,
      maxLength: 65_536,
    }),
  ],
} as const satisfies CredentialProviderDefinition;
