import type { TokenAccess } from "@postern/domain";

export interface AccessWords {
  readonly name: string;
  /** What a token of this kind may do, in one sentence. */
  readonly means: string;
}

const words: Readonly<Record<TokenAccess, AccessWords>> = {
  full: { name: "Full", means: "Everything that you may do yourself, your account and other tokens included." },
  launch: { name: "Launch", means: "Start, watch and cancel pipelines, and report their progress: for Nextflow and scripts." },
  read: { name: "Read only", means: "Look at everything that you may see, and change nothing: for dashboards." },
  agent: { name: "Agent only", means: "Connect an agent as you, and nothing else: for login nodes of clusters." },
};

export const accessWords = (access: TokenAccess): AccessWords => words[access];

/** From wide to narrow. */
export const accessChoices: readonly TokenAccess[] = ["full", "launch", "read", "agent"];
