import { Button } from "@mantine/core";
import type { OwnSession } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { remove } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import { userAgentWords } from "../../format/user-agent-words.ts";

const path = "/api/postern/v1/profile/sessions";

/** The browsers that are signed in as this person. */
export function Sessions() {
  const sessions = useQuery(queries.ownSessions());
  const [ending, setEnding] = useState<OwnSession | "others" | undefined>();
  return (
    <>
      <Answer to={sessions} failure="The sessions could not be read." rows={2}>
        {({ sessions: list }) => (
          <>
            <SessionTable sessions={list} onEnd={setEnding} />
            {list.length > 1 ? (
              <Button variant="default" className="sessions-end-others" onClick={() => setEnding("others")}>
                Sign out everywhere else
              </Button>
            ) : undefined}
          </>
        )}
      </Answer>
      {ending === undefined ? undefined : <EndDialog ending={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

interface SessionTableProps {
  readonly sessions: readonly OwnSession[];
  readonly onEnd: (session: OwnSession) => void;
}

function SessionTable({ sessions, onEnd }: SessionTableProps) {
  const ownFirst = sessions.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  return (
    <DataTable label="Where you are signed in">
      <thead>
        <tr>
          <th>Browser</th>
          <th className="not-on-phone">Address</th>
          <th>Last seen</th>
          <th className="not-on-phone">Signed in</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {ownFirst.map((session) => (
          <tr key={session.id}>
            <td className="wide" title={session.userAgent ?? undefined}>
              {userAgentWords(session.userAgent)}
            </td>
            <td className="not-on-phone">{session.address ?? "–"}</td>
            <td>
              {session.isCurrent ? (
                <StateMark look={{ shape: "check", tone: "succeeded", word: "this browser" }} />
              ) : (
                <RelativeTime at={session.lastSeenAt} />
              )}
            </td>
            <td className="not-on-phone">
              <RelativeTime at={session.createdAt} />
            </td>
            <td data-numeric>
              {session.isCurrent ? undefined : (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`Sign out ${userAgentWords(session.userAgent)}, ${session.address ?? "address unknown"}`}
                  onClick={() => onEnd(session)}
                >
                  Sign out
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function EndDialog({ ending, onClose }: { readonly ending: OwnSession | "others"; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => remove(ending === "others" ? path : `${path}/${encodeURIComponent(ending.id)}`),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.profile });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={ending === "others" ? "Sign out everywhere else?" : `Sign out ${userAgentWords(ending.userAgent)}?`}
      verb="Sign out"
      keepVerb="Keep signed in"
      isBusy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      {ending === "others" ? "Every browser but this one" : "That browser"} has to sign in with the password again. Tokens and running
      pipelines go on. If you did not open it, change your password too.
    </ConfirmDialog>
  );
}
