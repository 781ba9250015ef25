/** What both sides may be able to do beyond the first version (SPEC.md, section 3). */
export const capabilities = ["resume", "cancel", "streams"] as const;
export type Capability = (typeof capabilities)[number];

/** Those in force: what this side and the other have in common. */
export function commonCapabilities(offered: readonly string[]): readonly Capability[] {
  return capabilities.filter((capability) => offered.includes(capability));
}
