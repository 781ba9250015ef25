import type { JobResources } from "../scheduler.ts";
import { renderTimeLimit } from "../time-limit.ts";
import { wordsIf } from "../words-if.ts";

/** What PBS Pro is asked for: one chunk of one host. */
export function proWords({ account, wallTimeSeconds, memoryMb, cpus, constraint }: JobResources): readonly string[] {
  const chunk = [
    ...wordsIf(cpus, (count) => [`ncpus=${String(count)}`]),
    ...wordsIf(memoryMb, (size) => [`mem=${String(size)}mb`]),
    ...wordsIf(constraint, (resource) => [resource]),
  ];
  return [
    ...wordsIf(account, (project) => ["-P", project]),
    ...(chunk.length === 0 ? [] : ["-l", `select=1:${chunk.join(":")}`]),
    ...wordsIf(wallTimeSeconds, (seconds) => ["-l", `walltime=${renderTimeLimit(seconds)}`]),
  ];
}

/** What Torque and Moab are asked for: processors of one node, which has the property. */
export function nodeWords({ account, wallTimeSeconds, memoryMb, cpus, constraint }: JobResources): readonly string[] {
  const node = [...wordsIf(cpus, (count) => [`ppn=${String(count)}`]), ...wordsIf(constraint, (property) => [property])];
  return [
    ...wordsIf(account, (name) => ["-A", name]),
    ...(node.length === 0 ? [] : ["-l", `nodes=1:${node.join(":")}`]),
    ...wordsIf(memoryMb, (size) => ["-l", `mem=${String(size)}mb`]),
    ...wordsIf(wallTimeSeconds, (seconds) => ["-l", `walltime=${renderTimeLimit(seconds)}`]),
  ];
}
