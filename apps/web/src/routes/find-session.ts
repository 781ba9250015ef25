import type { SessionResponse } from "@postern/contracts";
import type { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/api-error.ts";
import { queries } from "../api/queries.ts";

/**
 * Who is signed in; `undefined` when nobody is.
 *
 * @throws ApiError when the server cannot say.
 */
export async function findSession(queryClient: QueryClient): Promise<SessionResponse | undefined> {
  try {
    return await queryClient.ensureQueryData(queries.session());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined;
    throw error;
  }
}
