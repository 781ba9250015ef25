import type { TwAgentSource } from "../../../server-settings.ts";
import type { AgentDownload, AgentTarget } from "../../agents/downloads.ts";

/** How a batch system is asked to run the agent as a job. */
export type BatchForm = "slurm" | "pbs" | "lsf" | "sge" | "moab";
/** `plain`: in the shell itself. */
export type ScriptForm = "plain" | BatchForm;

/** Ours, or the incumbent's, which people have on their clusters already. */
export type AgentProgram = "postern-agent" | "tw-agent";

export interface AgentScript {
  readonly form: ScriptForm;
  readonly program: AgentProgram;
  readonly connectionId: string;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** Absolute on the cluster, or in the home directory (`~/…`); undefined: `work` in the home directory. */
  readonly workDir: string | undefined;
  readonly downloads: readonly Pick<AgentDownload, "target" | "sha256" | "sizeBytes">[];
  /** What this server does not have, and why in a sentence. */
  readonly missing: readonly { readonly target: AgentTarget; readonly reason: string }[];
  /** Where the incumbent's agent comes from. */
  readonly twAgent: TwAgentSource;
  /** PEM of the authority behind a self-signed server; the cluster knows nothing of it. */
  readonly authorityPem: string | undefined;
}

export const authorityFile = "postern-ca.pem";

/** Somebody may put it there, for a server whose certificate is of an authority that the cluster does not know. */
export const siteAuthorityFile = "site-ca.pem";
