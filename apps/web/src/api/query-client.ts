import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error.ts";

/**
 * @param onSignedOut called when an answer says that nobody is signed in any more.
 */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof ApiError && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Live events say when something is old; this only spares a second question on a quick way back.
        staleTime: 5000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isPassing && error.status !== 429,
        retryDelay: (failures) => Math.min(4000, 500 * 2 ** failures),
      },
    },
  });
}
