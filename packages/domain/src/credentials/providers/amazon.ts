import { openLine, openSwitch, secretLine } from "../provider-definition.ts";
import type { CredentialMode, CredentialProviderDefinition } from "../provider-definition.ts";

const roleArn = {
  source: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
  words: "a role such as arn:aws:iam::123456789012:role/name",
};
const externalId = openLine("externalId", "External ID", { isRequired: false, isHidden: true });

const modes = [
  {
    id: "keys",
    label: "Keys",
    help: "An access key of an account, which may take a role on.",
    fields: [
      openLine("accessKey", "Access key"),
      secretLine("secretKey", "Secret key"),
      openLine("assumeRoleArn", "Assume role", {
        isRequired: false,
        pattern: roleArn,
        help: "The keys are then only used to take this role on.",
      }),
      externalId,
    ],
  },
  {
    id: "role",
    label: "Role",
    help: "No keys are kept: this server takes the role on.",
    fields: [openLine("assumeRoleArn", "Assume role", { pattern: roleArn }), externalId],
  },
] as const satisfies readonly CredentialMode[];

export const aws = {
  id: "aws",
  label: "Amazon Web Services",
  group: "cloud",
  purpose: "Opens AWS Batch and EKS environments.",
  platforms: ["aws-batch", "aws-cloud", "eks-platform"],
  fields: [],
  modes,
  modeMember: "mode",
} as const satisfies CredentialProviderDefinition;

export const seqeraCompute = {
  id: "seqeracompute",
  label: "Seqera Compute",
  group: "cloud",
  purpose: "Kept for clients that name it; its environments are a service of its vendor.",
  platforms: ["seqeracompute-platform"],
  fields: [],
  modes,
  modeMember: "mode",
  isHidden: true,
} as const satisfies CredentialProviderDefinition;

export const s3 = {
  id: "s3",
  label: "S3-compatible storage",
  group: "cloud",
  purpose: "Reads data from an object store.",
  platforms: [],
  fields: [
    openLine("accessKey", "Access key"),
    secretLine("secretKey", "Secret key"),
    openLine("baseUrl", "Server base URL", {
      isRequired: false,
      maxLength: 200,
      placeholder: "https://minio.example.org:9000",
      pattern: {
        source: "^https?://[^\\s/@?#]+(/[^\\s?#]*)?$",
        words: "an address that begins with https://, without user name and password",
      },
    }),
    openSwitch("pathStyleAccessEnabled", "Path-style access", { help: "Buckets are part of the path instead of the host name." }),
  ],
} as const satisfies CredentialProviderDefinition;
