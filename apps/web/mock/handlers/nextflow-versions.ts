import type { ChooseNextflowRequest, KeepNextflowRequest, NextflowVersionsOffer } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { noContent, ok } from "../http.ts";
import type { MockAnswer, Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockNextflow, MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { putEnvironment } from "./environment-edits.ts";
import { outdated } from "./organizations.ts";

const path = "/api/postern/v1/compute-envs/:id/nextflow-versions";
const folder = "/scratch/ab12/js123/work/.postern/nextflow";
const usual: MockNextflow = { chosen: null, kept: ["24.10.4"] };

/** The versions of Nextflow on clusters. A mirror `/slow` says how far it is and never ends, one of another name than `/mirror` has none. */
export const nextflowRoutes = (state: MockState): readonly Route[] => {
  const of = (id: string): MockNextflow => state.nextflow.get(id) ?? usual;
  return [
    {
      method: "GET",
      path,
      answer: ({ params }) => {
        if (state.offerTrouble !== undefined) throw new AppError("scheduler.unanswered", state.offerTrouble);
        const { id, lastUpdated } = getEnvironment(state, params["id"]);
        return ok({ ...offerOf(of(id)), askedAt: isoAt(state.now()), lastUpdated } satisfies NextflowVersionsOffer);
      },
    },
    {
      method: "PUT",
      path,
      answer: ({ params, body }) => {
        const { version, lastUpdated } = body as ChooseNextflowRequest;
        const one = getEnvironment(state, params["id"]);
        if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
        state.nextflow.set(one.id, { ...of(one.id), chosen: version });
        putEnvironment(state, one);
        return noContent;
      },
    },
    {
      method: "POST",
      path,
      answer: ({ params, body }) => keep(state, getEnvironment(state, params["id"]).id, body as KeepNextflowRequest),
    },
    {
      method: "DELETE",
      path: `${path}/:version`,
      answer: ({ params }) => {
        const { id } = getEnvironment(state, params["id"]);
        const { chosen, kept } = of(id);
        state.nextflow.set(id, { chosen, kept: kept.filter((version) => version !== params["version"]) });
        return noContent;
      },
    },
  ];

  function keep(
    { publish, workspaceId, nextflow }: MockState,
    id: string,
    { mirror, version }: KeepNextflowRequest,
  ): MockAnswer | Promise<MockAnswer> {
    const sizeBytes = 120_000_000;
    publish({ type: "nextflow-copy", computeEnvId: id, workspaceId, version, copiedBytes: sizeBytes / 3, sizeBytes });
    if (mirror === "/slow") return new Promise(() => undefined);
    if (mirror !== "/mirror") throw new AppError("file.not_found", `${mirror} on gadi-login-03 has no Nextflow ${version}.`);
    nextflow.set(id, { ...of(id), kept: [version, ...of(id).kept] });
    return ok({ path: `${folder}/${version}/nextflow`, source: `${mirror}/nextflow-${version}-dist`, sizeBytes, isVerified: true });
  }
};

const offerOf = ({ chosen, kept }: MockNextflow) => ({
  ...{ folder, found: "25.10.2", chosen, areModulesKnown: true },
  versions: [
    { version: "25.10.2", from: "module" as const, module: "nextflow/25.10.2" },
    ...kept.map((version) => ({ version, from: "folder" as const, module: null })),
    { version: "24.10.4", from: "module" as const, module: "nextflow/24.10.4" },
  ],
});
