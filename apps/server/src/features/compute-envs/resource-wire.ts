import type { ClusterOffer as OfferAnswer, EnvironmentResourcesResponse } from "@postern/contracts";
import { cleanText } from "../../clean-text.ts";
import { toIso } from "../../http/iso-time.ts";
import type { ComputeEnvironment } from "./environment.ts";
import type { ClusterOffer } from "./offer/cluster-offer.ts";
import { toResourcesAnswer } from "./wire.ts";

export function toResourcesResponse({ resources, updatedAt }: ComputeEnvironment): EnvironmentResourcesResponse {
  return { resources: toResourcesAnswer(resources), lastUpdated: toIso(updatedAt) };
}

/** What a program on a cluster printed is in it, and may be anything. */
export function toClusterOffer({ askedAt, queues, accounts, problems }: ClusterOffer): OfferAnswer {
  return {
    askedAt: toIso(askedAt),
    queues:
      queues?.map((queue) => ({
        name: cleanText(queue.name),
        isOpen: queue.isOpen,
        isDefault: queue.isDefault ?? false,
        maxWallTimeSeconds: limit(queue.maxWallTimeSeconds),
        defaultWallTimeSeconds: limit(queue.defaultWallTimeSeconds),
        maxMemoryMb: limit(queue.maxMemoryMb),
        maxCpus: limit(queue.maxCpus),
        nodes: limit(queue.nodes),
      })) ?? null,
    accounts: accounts?.map(({ name, qualities }) => ({ name: cleanText(name), qualities: qualities.map(cleanText) })) ?? null,
    problems: [...problems],
  };
}

/** No scheduler has a limit of nothing: it means that it does not say. */
const limit = (value: number | undefined): number | null => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null);
