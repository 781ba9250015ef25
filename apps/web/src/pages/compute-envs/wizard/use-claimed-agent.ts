import type { Agent, CreateCredentialsResponse, Static } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queries } from "../../../api/queries.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { freeName, nameOfHost } from "./proposed-names.ts";

type Made = Static<typeof CreateCredentialsResponse>;

/** The credential that leads to an agent: the one that is there, or a new one with its connection ID. */
export function useClaimedAgent(onClaimed: (credentialsId: string) => void) {
  const scope = useScope();
  const { data } = useQuery(queries.credentials(scope));
  const credentials = data?.credentials ?? [];
  const idOf = ({ connectionId, serves = [] }: Agent): string | undefined =>
    credentials.find(
      ({ id, provider, keys }) =>
        provider === "tw-agent" && (keys?.["connectionId"] === connectionId || serves.some((one) => one.id === id)),
    )?.id;
  const claim = useChange({
    act: async (agent: Agent) => {
      const known = idOf(agent);
      if (known !== undefined) return known;
      const name = freeName(
        `${nameOfHost(agent.hostName)}-agent`,
        credentials.map((one) => one.name),
      );
      const wanted = { name, provider: "tw-agent", keys: { connectionId: agent.connectionId } };
      return (await post<Made>(inWorkspace(scope, "/api/credentials"), { credentials: wanted })).credentialsId;
    },
    old: [queryKeys.credentials(scope), queryKeys.agents],
    onDone: onClaimed,
  });
  return { claim, idOf };
}
