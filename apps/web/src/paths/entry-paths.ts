import { segment } from "./segment.ts";

/** Addresses that need nobody signed in. */
export const entryPaths = {
  home: () => "/",
  signIn: () => "/sign-in",
  setup: (link: string) => `/setup/${segment(link)}`,
} as const;
