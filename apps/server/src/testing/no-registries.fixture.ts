import type { BroughtRegistries } from "../features/launches/ports.ts";

/** Launches that bring no container registries along. */
export const noRegistries: BroughtRegistries = {
  hasAny: () => Promise.resolve(false),
  bring: () => Promise.resolve(),
  noteOver: () => undefined,
};
