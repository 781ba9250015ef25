import { openLine, secretLine } from "../provider-definition.ts";
import type { CredentialProviderDefinition } from "../provider-definition.ts";

export const containerRegistry = {
  id: "container-reg",
  label: "Container registry",
  group: "registry",
  purpose: "Pulls private container images.",
  platforms: [],
  fields: [
    openLine("userName", "User name", { help: "For robot accounts and tokens: the name that the registry shows beside them." }),
    secretLine("password", "Password", {
      help: "An access token with read rights is safer than the password of a person.",
      maxLength: 65_536,
    }),
    openLine("registry", "Registry server", {
      help: "Host name, without a protocol. Left empty: docker.io.",
      isRequired: false,
      maxLength: 255,
      fallback: "docker.io",
      placeholder: "docker.io",
      pattern: {
        source: "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?$",
        words: "a host name such as quay.io or registry.example.org:5000, without https://",
      },
    }),
  ],
} as const satisfies CredentialProviderDefinition;
