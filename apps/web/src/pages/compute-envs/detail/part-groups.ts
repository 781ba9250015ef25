/** What stands together on the page of an environment, with the headings of the parts: the hash of the address names either. */
export const partGroups = [
  { id: "check", name: "Check", parts: ["check-heading", "last-checks", "jump-hosts", "host-keys"] },
  { id: "runs", name: "Runs", parts: ["runs-here", "queues-now", "scheduler-questions"] },
  { id: "jobs", name: "Jobs", parts: ["head-job", "nextflow-versions", "node-setup"] },
  { id: "launches", name: "Launches", parts: ["launch-rules", "registries", "secret-variables", "use-limit"] },
  { id: "settings", name: "Settings", parts: ["labels-heading", "settings-heading"] },
] as const;

export type PartGroupId = (typeof partGroups)[number]["id"];

/** The group that the hash names, or the one with the part that it names; else the first. */
export function groupOfHash(hash: string): PartGroupId {
  const named = partGroups.find(({ id, parts }) => id === hash || parts.some((part) => part === hash));
  return (named ?? partGroups[0]).id;
}
