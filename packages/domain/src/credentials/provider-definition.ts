/** One member of a credential, and one input of its form. */
export interface CredentialField {
  /** The member of `keys`, as the public API spells it; `baseUrl` is a member of the credential itself. */
  readonly name: string;
  readonly label: string;
  /** One or two sentences below the input. */
  readonly help: string;
  readonly kind: "line" | "lines" | "switch";
  /** Written once and never answered again. */
  readonly isSecret: boolean;
  /** Asked of everybody; within a mode, of those who choose the mode. */
  readonly isRequired: boolean;
  /** In UTF-16 units. */
  readonly maxLength: number;
  /** What the whole value looks like, and how a refusal says so: "`label` must be …". */
  readonly pattern?: { readonly source: string; readonly words: string };
  /** What an empty one means. */
  readonly fallback?: string;
  readonly placeholder?: string;
  /** The secret member without which it means nothing: another one of that does not keep this. */
  readonly goesWith?: string;
  /** Kept for clients that send it; no form asks for it. */
  readonly isHidden?: true;
}

/** One of several ways to authenticate with a provider. A credential uses exactly one. */
export interface CredentialMode {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly fields: readonly CredentialField[];
}

export type CredentialGroup = "cluster" | "git" | "registry" | "cloud";

/** What Postern knows of a provider. The schema of the API, the form, the checks of what is sent and the guide are made of it. */
export interface CredentialProviderDefinition {
  readonly id: string;
  readonly label: string;
  readonly group: CredentialGroup;
  /** What it is for, in a sentence. */
  readonly purpose: string;
  /** Platforms whose environments it opens. */
  readonly platforms: readonly string[];
  /** Members of every mode. */
  readonly fields: readonly CredentialField[];
  readonly modes?: readonly CredentialMode[];
  /** At least one of these has to be there. */
  readonly needsOneOf?: readonly string[];
  /** The member of `keys` that names the mode; without it the mode is the one whose members are sent. */
  readonly modeMember?: string;
  /** No form offers it. The API takes it, for clients that know it. */
  readonly isHidden?: true;
}

type FieldOptions = Partial<Omit<CredentialField, "name" | "label" | "help">>;

const line = 1024;
const lines = 262_144;

const make = (base: Pick<CredentialField, "kind" | "isSecret" | "isRequired" | "maxLength">) =>
  function field(name: string, label: string, { help = "", ...options }: FieldOptions & { readonly help?: string } = {}): CredentialField {
    return { ...base, name, label, help, ...options };
  };

/** A line that everybody who may see the credential may read. */
export const openLine = make({ kind: "line", isSecret: false, isRequired: true, maxLength: line });
export const openLines = make({ kind: "lines", isSecret: false, isRequired: true, maxLength: lines });
export const openSwitch = make({ kind: "switch", isSecret: false, isRequired: false, maxLength: 0 });
export const secretLine = make({ kind: "line", isSecret: true, isRequired: true, maxLength: 4096 });
export const secretLines = make({ kind: "lines", isSecret: true, isRequired: true, maxLength: lines });

/** Platforms of clusters with a scheduler, and plain processes. */
export const clusterPlatforms = [
  "slurm-platform",
  "altair-platform",
  "lsf-platform",
  "uge-platform",
  "moab-platform",
  "local-platform",
] as const;
