import type { BroughtRegistries, BroughtVariables, ReadyClusters } from "../features/launches/ports.ts";

/** Launches before which nobody looks at the cluster. */
export const alwaysReady: ReadyClusters = { requireReady: () => Promise.resolve() };

/** Launches that bring no container registries along. */
export const noRegistries: BroughtRegistries = {
  hasAny: () => Promise.resolve(false),
  bring: () => Promise.resolve(),
  noteOver: () => undefined,
};

/** Launches that bring no secret variables along. */
export const noVariables: BroughtVariables = { bring: () => Promise.resolve(undefined) };
