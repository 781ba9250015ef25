import type { Engine } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import type { TrailHasher } from "./trail-hasher.ts";

/** What is needed to add to the chain. */
export interface ChainParts {
  readonly engine: Engine;
  readonly hasher: TrailHasher;
  readonly now: TimeMs;
}
