import {
  AddKnownHostsRequest,
  AddKnownHostsResponse,
  ConfirmHostKeyRequest,
  HostKeysResponse,
  ReplaceHostKeyRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import type { HostKeyService } from "./service.ts";
import { toHostKeysResponse } from "./wire.ts";

const path = "/api/postern/v1/compute-envs/:computeEnvId/host-keys";
const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const common = { params, querystring: WorkspaceQuery, response: { 200: HostKeysResponse } };

/** By which keys the hosts on the way to a cluster are known. */
export function registerHostKeyRoutes(app: HttpApp, { hostKeys }: { readonly hostKeys: HostKeyService }): void {
  app.get(path, { schema: { summary: "Host keys on the way to the cluster", ...common } }, async (request) =>
    toHostKeysResponse(await hostKeys.describe(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.post(
    `${path}/confirm`,
    { schema: { summary: "Trust the key that waits", ...common, body: ConfirmHostKeyRequest } },
    async (request) => {
      const [actor, id] = [actorOf(request), toComputeEnvId(request.params.computeEnvId)];
      await hostKeys.confirm(actor, id, request.body);
      return toHostKeysResponse(await hostKeys.describe(actor, id));
    },
  );

  app.post(
    `${path}/replace`,
    { schema: { summary: "Trust another key in the place of the pinned ones", ...common, body: ReplaceHostKeyRequest } },
    async (request) => {
      const [actor, id] = [actorOf(request), toComputeEnvId(request.params.computeEnvId)];
      await hostKeys.replace(actor, id, request.body);
      return toHostKeysResponse(await hostKeys.describe(actor, id));
    },
  );

  app.post(
    `${path}/known-hosts`,
    {
      schema: { ...common, summary: "Trust keys from known_hosts", body: AddKnownHostsRequest, response: { 200: AddKnownHostsResponse } },
    },
    async (request) => {
      const [actor, id] = [actorOf(request), toComputeEnvId(request.params.computeEnvId)];
      const { added, revoked, unread } = await hostKeys.addKnownHosts(actor, id, request.body.lines);
      return { ...toHostKeysResponse(await hostKeys.describe(actor, id)), added, revoked, unread: [...unread] };
    },
  );
}
