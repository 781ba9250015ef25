import type { NodeSetup } from "@postern/domain";
import { nodePathWord } from "../../../clusters/node-path.ts";

/**
 * Apptainer and Singularity unpack an image where they find room, which is what a scratch folder is for; /tmp of a node is often small. They
 * know $TMPDIR by themselves, and a folder that this node lacks is no use to them. What somebody set in a script or a variable stays.
 */
export function renderScratchUse({ containerEngine, scratch = "true" }: NodeSetup): string {
  const isOwn = scratch !== "true" && !/^\$\{?TMPDIR\}?$/.test(scratch);
  if (!isOwn || (containerEngine !== "apptainer" && containerEngine !== "singularity")) return "postern_use_scratch() { :; }";
  const name = containerEngine === "apptainer" ? "APPTAINER_TMPDIR" : "SINGULARITY_TMPDIR";
  return `postern_use_scratch() {
  set -- ${nodePathWord(scratch)}
  if [ -z "$${name}" ] && [ -d "$1" ] && [ -w "$1" ]; then export ${name}="$1"; fi
}`;
}
