import {
  CreateManagedIdentityRequest,
  DescribeManagedIdentityResponse,
  ListManagedIdentitiesResponse,
  ManagedIdentityParams,
  NoContent,
  OrgParams,
  UpdateManagedIdentityRequest,
} from "@postern/contracts";
import { toManagedIdentityId } from "@postern/domain";
import { organizationActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { ManagedKeyService } from "./key-service.ts";
import { registerManagedKeyRoutes } from "./key-routes.ts";
import type { ManagedIdentityService } from "./service.ts";
import { toManagedIdentity } from "./wire.ts";

const all = "/api/postern/v1/orgs/:orgId/managed-identities";
const one = `${all}/:managedIdentityId` as const;

export interface ManagedIdentityRouteParts {
  readonly managedIdentities: ManagedIdentityService;
  readonly managedKeys: ManagedKeyService;
}

export function registerManagedIdentityRoutes(app: HttpApp, { managedIdentities, managedKeys }: ManagedIdentityRouteParts): void {
  registerReading(app, managedIdentities);
  registerWriting(app, managedIdentities);
  registerManagedKeyRoutes(app, managedKeys);
}

function registerReading(app: HttpApp, identities: ManagedIdentityService): void {
  app.get(
    all,
    { schema: { summary: "List managed identities", params: OrgParams, response: { 200: ListManagedIdentitiesResponse } } },
    async (request) => ({ managedIdentities: (await identities.list(organizationActorOf(request))).map(toManagedIdentity) }),
  );

  app.get(
    one,
    {
      schema: {
        summary: "Describe a managed identity, with one's own key",
        params: ManagedIdentityParams,
        response: { 200: DescribeManagedIdentityResponse },
      },
    },
    async (request) => {
      const id = toManagedIdentityId(request.params.managedIdentityId);
      return { managedIdentity: toManagedIdentity(await identities.get(organizationActorOf(request), id)) };
    },
  );
}

function registerWriting(app: HttpApp, identities: ManagedIdentityService): void {
  app.post(
    all,
    {
      schema: {
        summary: "Make a managed identity",
        params: OrgParams,
        body: CreateManagedIdentityRequest,
        response: { 200: DescribeManagedIdentityResponse },
      },
    },
    async (request) => ({ managedIdentity: toManagedIdentity(await identities.create(organizationActorOf(request), request.body)) }),
  );

  app.put(
    one,
    {
      schema: {
        summary: "Change a managed identity",
        params: ManagedIdentityParams,
        body: UpdateManagedIdentityRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const id = toManagedIdentityId(request.params.managedIdentityId);
      await identities.update(organizationActorOf(request), id, request.body);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    one,
    {
      schema: {
        summary: "Delete a managed identity that no environment uses, with its keys",
        params: ManagedIdentityParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await identities.remove(organizationActorOf(request), toManagedIdentityId(request.params.managedIdentityId));
      return reply.code(204).send(null);
    },
  );
}
