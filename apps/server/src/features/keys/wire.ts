import type { DescribeKeysResponse, KeyRotation, KeyRotationProblem } from "@postern/contracts";
import { toIso } from "../../http/iso-time.ts";
import type { DescribedKeys, DescribedProblem, DescribedRotation } from "./describe-keys.ts";

export function toKeysAnswer({ sealName, terms, rotation, problems, olderCount, trouble }: DescribedKeys): DescribeKeysResponse {
  return {
    ...{ sealName, olderCount },
    keys: terms.map(({ createdAt, ...term }) => ({ ...term, createdAt: toIso(createdAt) })),
    rotation: rotation === undefined ? null : toRotation(rotation),
    problems: problems.map(toProblem),
    trouble: trouble === undefined ? null : { code: trouble.code, message: trouble.message, hint: trouble.hint },
  };
}

function toRotation(rotation: DescribedRotation): KeyRotation {
  const { term, state, leftCount, failedCount, orphanedCount, startedBy } = rotation;
  return {
    ...{ term, state, leftCount, failedCount, orphanedCount },
    doneCount: rotation.done_count,
    startedBy: startedBy ?? null,
    startedAt: toIso(rotation.started_at),
    changedAt: toIso(rotation.changed_at),
  };
}

function toProblem({ envelope_id, kind, code, noted_at, owner }: DescribedProblem): KeyRotationProblem {
  const named = owner === undefined ? null : { kind: owner.kind, id: owner.id, name: owner.name, workspaceId: owner.workspaceId };
  return { envelopeId: envelope_id, kind, code, owner: named, notedAt: toIso(noted_at) };
}
