/** Addresses of what belongs to the person who is signed in, wherever they work. */
export const accountPaths = {
  tokens: () => "/tokens",
  profile: () => "/profile",
} as const;
