import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, seenLastUpdated, text } from "../schema.ts";

/**
 * Credentials of container registries that every launch on an environment brings along, each for another registry. The public API has no words for
 * them, so they stand beside the settings that have: a client that does not know them neither sends nor loses them.
 */
export const RegistryCredentials = Type.Array(text(22, 1), { maxItems: 20, uniqueItems: true });
export type RegistryCredentials = Static<typeof RegistryCredentials>;

export const RegistryCredentialAnswer = Type.Object({
  credentialsId: Type.String(),
  /** Of the credential. */
  name: Type.String(),
  /** Host and port of the registry; `docker.io` for Docker Hub. */
  registry: Type.String(),
});
export type RegistryCredentialAnswer = Static<typeof RegistryCredentialAnswer>;

/** `GET /api/postern/v1/compute-envs/{id}/registries` */
export const RegistriesResponse = Type.Object({ registries: Type.Array(RegistryCredentialAnswer), lastUpdated: dateTime() });
export type RegistriesResponse = Static<typeof RegistriesResponse>;

/** `PUT` to the same path replaces all of them. Runs that were submitted keep what they were given. */
export const UpdateRegistriesRequest = Type.Object({ registryCredentialsIds: RegistryCredentials, ...seenLastUpdated });
export type UpdateRegistriesRequest = Static<typeof UpdateRegistriesRequest>;
