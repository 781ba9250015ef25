import { openLine, openLines, secretLine, secretLines } from "../provider-definition.ts";
import type { CredentialField, CredentialProviderDefinition } from "../provider-definition.ts";

const batchName = openLine("batchName", "Batch account name");
const storageName = openLine("storageName", "Blob storage account name");
const batchKey = secretLine("batchKey", "Batch account key");
const storageKey = secretLine("storageKey", "Blob storage account key");
const tenantId = openLine("tenantId", "Tenant ID");
const clientId = openLine("clientId", "Client ID");
const clientSecret = secretLine("clientSecret", "Client secret");
const kept = <Field extends CredentialField>(field: Field) => ({ ...field, isRequired: false, isHidden: true }) as const;

export const azure = {
  id: "azure",
  label: "Azure, shared keys",
  group: "cloud",
  purpose: "Opens Azure Batch environments with account keys.",
  platforms: ["azure-batch"],
  fields: [batchName, batchKey, storageName, storageKey],
} as const satisfies CredentialProviderDefinition;

export const azureEntra = {
  id: "azure_entra",
  label: "Azure, Entra",
  group: "cloud",
  purpose: "Opens Azure Batch environments as a registered application.",
  platforms: ["azure-batch"],
  fields: [batchName, storageName, tenantId, clientId, clientSecret, kept(batchKey), kept(storageKey)],
} as const satisfies CredentialProviderDefinition;

export const azureCloud = {
  id: "azure-cloud",
  label: "Azure, single machine",
  group: "cloud",
  purpose: "Opens Azure environments that run on one virtual machine.",
  platforms: ["azure-cloud"],
  fields: [
    openLine("subscriptionId", "Subscription ID"),
    tenantId,
    clientId,
    clientSecret,
    storageName,
    kept(batchName),
    kept(batchKey),
    kept(storageKey),
  ],
} as const satisfies CredentialProviderDefinition;

export const google = {
  id: "google",
  label: "Google Cloud",
  group: "cloud",
  purpose: "Opens Google Batch and GKE environments.",
  platforms: ["google-batch", "google-cloud", "google-lifesciences", "gke-platform"],
  fields: [],
  modes: [
    {
      id: "key",
      label: "Service account key",
      help: "",
      fields: [secretLines("data", "Service account key", { help: "The JSON file, whole." })],
    },
    {
      id: "workload-identity",
      label: "Workload identity",
      help: "No key is kept.",
      fields: [
        openLine("serviceAccountEmail", "Service account email"),
        openLine("workloadIdentityProvider", "Workload identity provider", { help: "Its whole resource path." }),
        openLine("tokenAudience", "Token audience", { isRequired: false }),
      ],
    },
  ],
} as const satisfies CredentialProviderDefinition;

export const kubernetes = {
  id: "k8s",
  label: "Kubernetes",
  group: "cloud",
  purpose: "Opens Kubernetes environments.",
  platforms: ["k8s-platform"],
  fields: [],
  modes: [
    {
      id: "token",
      label: "Service account token",
      help: "",
      fields: [secretLines("token", "Service account token", { maxLength: 65_536 })],
    },
    {
      id: "certificate",
      label: "Client certificate",
      help: "",
      fields: [
        openLines("certificate", "Client certificate", { help: "PEM." }),
        secretLines("privateKey", "Client private key", { help: "PEM." }),
      ],
    },
  ],
} as const satisfies CredentialProviderDefinition;
