import {
  ListManagedMembersResponse,
  ManagedIdentityParams,
  ManagedKeyParams,
  NoContent,
  PutManagedKeyRequest,
  PutManagedKeyResponse,
} from "@postern/contracts";
import { toManagedIdentityId, toMemberId } from "@postern/domain";
import { organizationActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { ManagedKeyService } from "./key-service.ts";
import { toManagedKey, toManagedMember } from "./wire.ts";

const one = "/api/postern/v1/orgs/:orgId/managed-identities/:managedIdentityId";

export function registerManagedKeyRoutes(app: HttpApp, keys: ManagedKeyService): void {
  registerOwn(app, keys);
  registerOfMembers(app, keys);
}

function registerOwn(app: HttpApp, keys: ManagedKeyService): void {
  app.put(
    `${one}/own-key`,
    {
      schema: {
        summary: "Put one's own key for a managed identity",
        params: ManagedIdentityParams,
        body: PutManagedKeyRequest,
        response: { 200: PutManagedKeyResponse },
      },
    },
    async (request) => {
      const at = { id: toManagedIdentityId(request.params.managedIdentityId), whose: "own" } as const;
      return { key: toManagedKey(await keys.put(organizationActorOf(request), at, request.body)) };
    },
  );

  app.delete(
    `${one}/own-key`,
    { schema: { summary: "Wipe one's own key for a managed identity", params: ManagedIdentityParams, response: { 204: NoContent } } },
    async (request, reply) => {
      const at = { id: toManagedIdentityId(request.params.managedIdentityId), whose: "own" } as const;
      await keys.remove(organizationActorOf(request), at);
      return reply.code(204).send(null);
    },
  );
}

function registerOfMembers(app: HttpApp, keys: ManagedKeyService): void {
  app.get(
    `${one}/members`,
    {
      schema: {
        summary: "List who has a key for a managed identity, and who has none",
        params: ManagedIdentityParams,
        response: { 200: ListManagedMembersResponse },
      },
    },
    async (request) => {
      const id = toManagedIdentityId(request.params.managedIdentityId);
      return { members: (await keys.listMembers(organizationActorOf(request), id)).map(toManagedMember) };
    },
  );

  app.put(
    `${one}/members/:memberId/key`,
    {
      schema: {
        summary: "Put the key of a member for a managed identity",
        params: ManagedKeyParams,
        body: PutManagedKeyRequest,
        response: { 200: PutManagedKeyResponse },
      },
    },
    async (request) => {
      const { managedIdentityId, memberId } = request.params;
      const at = { id: toManagedIdentityId(managedIdentityId), whose: toMemberId(memberId) };
      return { key: toManagedKey(await keys.put(organizationActorOf(request), at, request.body)) };
    },
  );

  app.delete(
    `${one}/members/:memberId/key`,
    {
      schema: { summary: "Wipe the key of a member for a managed identity", params: ManagedKeyParams, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { managedIdentityId, memberId } = request.params;
      await keys.remove(organizationActorOf(request), { id: toManagedIdentityId(managedIdentityId), whose: toMemberId(memberId) });
      return reply.code(204).send(null);
    },
  );
}
