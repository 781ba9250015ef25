import type { DescribeUserResponse, ListOwnSessionsResponse, ListPersonalTokensResponse, SessionResponse } from "@postern/contracts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { queryKeys } from "./query-keys.ts";
import type { SetupLink } from "./types.ts";

/** Questions about the person who is signed in, or wants to be. */
export const accountQueries = {
  session: () =>
    queryOptions({
      queryKey: queryKeys.session,
      queryFn: ({ signal }) => get<SessionResponse>("/api/postern/v1/session", { signal }),
      staleTime: 5 * 60_000,
    }),

  setupLink: (link: string) =>
    queryOptions({
      queryKey: ["setup", link],
      queryFn: ({ signal }) => get<SetupLink>(`/api/postern/v1/setup/${encodeURIComponent(link)}`, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),

  tokens: () =>
    queryOptions({
      queryKey: queryKeys.tokens,
      queryFn: ({ signal }) => get<ListPersonalTokensResponse>("/api/postern/v1/tokens", { signal }),
    }),

  profile: () =>
    queryOptions({ queryKey: queryKeys.profile, queryFn: ({ signal }) => get<DescribeUserResponse>("/api/user-info", { signal }) }),

  ownSessions: () =>
    queryOptions({
      queryKey: [...queryKeys.profile, "sessions"],
      queryFn: ({ signal }) => get<ListOwnSessionsResponse>("/api/postern/v1/profile/sessions", { signal }),
    }),
} as const;
