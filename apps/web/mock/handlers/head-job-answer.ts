import type { HeadJobResources, HeadJobResourcesAnswer } from "@postern/contracts";

const nothing: HeadJobResourcesAnswer = {
  ...{ account: null, qos: null, wallTimeSeconds: null, memoryMb: null, cpus: null, constraint: null, noticeSeconds: null },
};

export function answerOf(resources: HeadJobResources): HeadJobResourcesAnswer {
  return { ...nothing, ...resources };
}
