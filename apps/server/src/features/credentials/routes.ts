import {
  AgentScriptQuery,
  AgentScriptResponse,
  CreateCredentialsRequest,
  CreateCredentialsResponse,
  DeleteCredentialsConflictResponse,
  DescribeCredentialsResponse,
  ErrorResponse,
  ListCredentialsResponse,
  NoContent,
  UpdateCredentialsRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { AppError, toCredentialId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { TwAgentSource } from "../../server-settings.ts";
import type { AgentDownloads } from "../agents/downloads.ts";
import { renderAgentScript } from "./agent-script/agent-script.ts";
import type { CredentialEditService } from "./edit-service.ts";
import type { CredentialService } from "./service.ts";
import { toCredentials, toDescribedCredentials } from "./wire.ts";

export interface CredentialRouteParts {
  readonly credentials: CredentialService;
  readonly credentialEdits: CredentialEditService;
  readonly downloads: AgentDownloads;
  readonly publicUrl: () => string;
  /** Addresses that clusters see of this server. */
  readonly sshFrom: readonly string[];
  readonly authorityPem: string | undefined;
  readonly twAgent: TwAgentSource;
}

const ListQuery = Type.Intersect([WorkspaceQuery, Type.Object({ platformId: Type.Optional(Type.String({ maxLength: 64 })) })]);
const WriteQuery = Type.Intersect([WorkspaceQuery, Type.Object({ useExternalId: Type.Optional(Type.Boolean()) })]);
const DeleteQuery = Type.Intersect([WorkspaceQuery, Type.Object({ checked: Type.Optional(Type.Boolean()) })]);
const KeysQuery = Type.Intersect([WorkspaceQuery, Type.Object({ pairingId: Type.Optional(Type.String({ maxLength: 1000 })) })]);
const NameQuery = Type.Intersect([WorkspaceQuery, Type.Object({ name: Type.String({ maxLength: 1000 }) })]);
const IdParams = Type.Object({ credentialsId: Type.String({ maxLength: 64 }) });

export function registerCredentialRoutes(app: HttpApp, parts: CredentialRouteParts): void {
  registerReading(app, parts);
  registerKeys(app, parts);
  registerWriting(app, parts);
  registerDeleting(app, parts);
  registerScript(app, parts);
}

function registerReading(app: HttpApp, { credentials, sshFrom }: CredentialRouteParts): void {
  app.get(
    "/api/credentials",
    { schema: { summary: "List credentials", querystring: ListQuery, response: { 200: ListCredentialsResponse } } },
    async (request) => {
      const rows = await credentials.list(actorOf(request), request.query.platformId);
      return { credentials: rows.map(toCredentials) };
    },
  );

  app.get(
    "/api/credentials/validate",
    { schema: { summary: "Whether a name is valid and free", querystring: NameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await credentials.checkName(actorOf(request), request.query.name);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/credentials/:credentialsId",
    {
      schema: {
        summary: "Describe a credential",
        params: IdParams,
        querystring: WorkspaceQuery,
        response: { 200: DescribeCredentialsResponse },
      },
    },
    async (request) => {
      const row = await credentials.get(actorOf(request), toCredentialId(request.params.credentialsId));
      return { credentials: toDescribedCredentials(row, sshFrom), setupSnippet: null };
    },
  );
}

function registerKeys(app: HttpApp, { credentials }: CredentialRouteParts): void {
  app.get(
    "/api/credentials/:credentialsId/keys",
    {
      schema: {
        summary: "The keys of a credential for a paired service: never given out",
        params: IdParams,
        querystring: KeysQuery,
        response: { 403: ErrorResponse },
      },
    },
    async (request) => {
      const { name } = await credentials.get(actorOf(request), toCredentialId(request.params.credentialsId));
      throw new AppError("credential.keys_sealed", `Postern gives the keys of ${name} to nobody, and knows no paired service.`);
    },
  );
}

function registerWriting(app: HttpApp, { credentials, credentialEdits }: CredentialRouteParts): void {
  app.post(
    "/api/credentials",
    {
      schema: {
        summary: "Add a credential",
        querystring: WriteQuery,
        body: CreateCredentialsRequest,
        response: { 200: CreateCredentialsResponse },
      },
    },
    async (request) => {
      const { useExternalId } = request.query;
      return { credentialsId: await credentials.create(actorOf(request), { ...request.body.credentials, useExternalId }) };
    },
  );

  app.put(
    "/api/credentials/:credentialsId",
    {
      schema: {
        summary: "Change a credential; secrets that are not sent are kept",
        params: IdParams,
        querystring: WriteQuery,
        body: UpdateCredentialsRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const id = toCredentialId(request.params.credentialsId);
      await credentialEdits.update(actorOf(request), id, { ...request.body.credentials, useExternalId: request.query.useExternalId });
      return reply.code(204).send(null);
    },
  );
}

function registerDeleting(app: HttpApp, { credentials }: CredentialRouteParts): void {
  app.delete(
    "/api/credentials/:credentialsId",
    {
      schema: {
        summary: "Delete a credential that nothing uses",
        params: IdParams,
        querystring: DeleteQuery,
        response: { 204: NoContent, 409: DeleteCredentialsConflictResponse },
      },
    },
    async (request, reply) => {
      const id = toCredentialId(request.params.credentialsId);
      const conflicts = [...(await credentials.remove(actorOf(request), id))];
      if (conflicts.length === 0) return reply.code(204).send(null);
      const names = conflicts.map(({ name }) => name).join(", ");
      const { code, hint } = new AppError("credential.in_use", "");
      return reply.code(409).send({ message: `The credential is used by ${names}.`, code, hint, credentialsId: id, conflicts });
    },
  );
}

function registerScript(app: HttpApp, parts: CredentialRouteParts): void {
  app.get(
    "/api/postern/v1/credentials/agent-script",
    { schema: { summary: "The script that starts an agent", querystring: AgentScriptQuery, response: { 200: AgentScriptResponse } } },
    async (request) => {
      const { connectionId, form, program = "postern-agent", workDir } = request.query;
      const script = renderAgentScript({
        ...{ form, program, connectionId },
        publicUrl: parts.publicUrl(),
        workDir: workDir === "" ? undefined : workDir,
        downloads: await parts.downloads.list(),
        missing: await parts.downloads.listMissing(),
        authorityPem: parts.authorityPem,
        twAgent: parts.twAgent,
      });
      return { script, form };
    },
  );
}
