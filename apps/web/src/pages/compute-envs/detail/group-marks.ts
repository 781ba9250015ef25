import type { CheckStep, HostKeysOfHop } from "@postern/contracts";
import type { RunStatus } from "@postern/domain";
import { checkLook, runLook } from "../../../ui/state-looks.ts";
import type { StateLook } from "../../../ui/StateMark.tsx";
import { hopLook } from "../host-key-words.ts";
import type { PartGroupId } from "./part-groups.ts";

export type GroupMarks = Readonly<Partial<Record<PartGroupId, StateLook>>>;

export interface SeenInGroups {
  readonly steps: readonly CheckStep[];
  readonly hops: readonly HostKeysOfHop[];
  /** Of the newest run, where there is one. */
  readonly run: RunStatus | undefined;
}

/** What the link of a group says of its parts, which may not be shown: that something is wrong there, or a check under way. */
export function groupMarks({ steps, hops, run }: SeenInGroups): GroupMarks {
  const check = worstOf([...steps.map(({ status }) => checkLook(status)), ...hops.map(hopLook)]);
  const newest = run === "FAILED" || run === "UNKNOWN" ? runLook(run) : undefined;
  return {
    ...(check === undefined ? {} : { check }),
    ...(newest === undefined ? {} : { runs: { ...newest, word: `Newest run: ${newest.word.toLowerCase()}` } }),
  };
}

/** The first of a kind speaks for all of it. */
const worstOf = (looks: readonly StateLook[]): StateLook | undefined =>
  (["failed", "running", "unknown"] as const).map((tone) => looks.find((look) => look.tone === tone)).find((look) => look !== undefined);
