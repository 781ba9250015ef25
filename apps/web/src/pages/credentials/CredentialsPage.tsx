import type { Credentials } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { UseLimitDialog } from "../use-limit/UseLimitDialog.tsx";
import { DeleteCredentialDialog } from "./DeleteCredentialDialog.tsx";
import { FoundCredentials } from "./list/FoundCredentials.tsx";
import { listTitle } from "./list-title.ts";

/** Who can reach what with which key, which of them is broken, and which ends soon? */
export function CredentialsPage() {
  const scope = useScope();
  const title = listTitle(scope);
  usePageTitle(title);
  const mayAdd = useMay("credentials:write");
  const list = useQuery(queries.credentials(scope));
  const [leaving, setLeaving] = useState<Credentials | undefined>();
  const [limiting, setLimiting] = useState<Credentials | undefined>();
  const addButton = (
    <GuardedLink verdict={mayAdd} to={paths.newCredential(scope)} leftSection={<IconPlus size={16} />}>
      Add credentials
    </GuardedLink>
  );
  return (
    <>
      <PageHeader title={title} actions={list.data?.credentials.length === 0 ? undefined : addButton}>
        Kept sealed. Nobody can read a secret back, you neither.
      </PageHeader>
      <Answer to={list} failure="The credentials could not be read." rows={4}>
        {({ credentials }) =>
          credentials.length > 0 ? (
            <FoundCredentials credentials={credentials} onDelete={setLeaving} onLimit={setLimiting} />
          ) : (
            <EmptyState
              title={scope.kind === "user" ? "You have no credentials" : "This workspace has no credentials"}
              action={addButton}
              command="tw credentials add agent --name my-cluster --connection-id my-cluster"
            >
              A credential is how Postern reaches a cluster, a private Git repository or a container registry. Begin with the cluster: with
              a Tower Agent nothing there needs to be open to the outside, as the agent dials out.
            </EmptyState>
          )
        }
      </Answer>
      {leaving === undefined ? undefined : <DeleteCredentialDialog credential={leaving} onClose={() => setLeaving(undefined)} />}
      {limiting === undefined ? undefined : (
        <UseLimitDialog thing={{ kind: "credentials", ...limiting }} may={mayAdd} onClose={() => setLimiting(undefined)} />
      )}
    </>
  );
}
