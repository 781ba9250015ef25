import type { PersonalTokenSecretResponse } from "@postern/contracts";
import { ApiError } from "../../../api/api-error.ts";
import { post } from "../../../api/client.ts";
import { newConnectionId } from "./connection-id.ts";

/** A token that can connect an agent and nothing else; with a tail behind its name when it is taken, as by an earlier visit of this form. */
export async function makeAgentToken(name: string, expiresAt: string | null): Promise<PersonalTokenSecretResponse> {
  try {
    return await postToken(name, expiresAt);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    return postToken(`${name.slice(0, 41)}-${newConnectionId().slice(0, 8)}`, expiresAt);
  }
}

const postToken = (name: string, expiresAt: string | null): Promise<PersonalTokenSecretResponse> =>
  post<PersonalTokenSecretResponse>("/api/postern/v1/tokens", { name, access: "agent", ...(expiresAt === null ? {} : { expiresAt }) });
