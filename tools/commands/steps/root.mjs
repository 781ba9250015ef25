import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout that this file lies in. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The Node that the project pins, whatever Node started us. Present once the packages are installed. */
export const pinnedNode = join(root, "node_modules", ".bin", "node");

/** Words that run a JavaScript tool of node_modules under the pinned Node. */
export function toolWords(name, ...rest) {
  return [pinnedNode, join(root, "node_modules", ".bin", name), ...rest];
}
