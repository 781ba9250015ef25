import type { Credentials, ValidateCredentialsResponse } from "@postern/contracts";
import { IconRefresh } from "@tabler/icons-react";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";

/** What its provider last said of it, in the provider's words; before that, why it said nothing. And a way to ask again. */
export function CredentialStatus({ credential }: { readonly credential: Credentials }) {
  const scope = useScope();
  const mayCheck = useMay("credentials:write");
  const path = inWorkspace(scope, `/api/credentials/${encodeURIComponent(credential.id)}/validate`, { force: true });
  const check = useChange({ act: () => post<ValidateCredentialsResponse>(path), old: [queryKeys.credentials(scope)] });
  const { status, message, lastValidated } = credential;
  return (
    <section aria-labelledby="status-heading">
      <div className="page-part-head">
        <h2 id="status-heading">Status</h2>
        <GuardedButton
          verdict={mayCheck}
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          Check now
        </GuardedButton>
      </div>
      <p className="sentence">
        {wordsOf(status)}
        {lastValidated === null ? undefined : " "}
        {lastValidated === null ? undefined : <RelativeTime at={lastValidated} />}.
      </p>
      {message === null ? undefined : <p className="detail-message">{message}</p>}
      {check.data?.transientError === true ? (
        <div className="warning-note" role="status">
          {status === null ? "The check came to nothing." : "The check came to nothing; what stands above is the last clear answer."}{" "}
          {check.data.message === message ? undefined : check.data.message}
        </div>
      ) : undefined}
      {check.error === null ? undefined : <ErrorNote title="It was not checked." error={check.error} />}
    </section>
  );
}

function wordsOf(status: Credentials["status"]): string {
  if (status === null) return "Not checked yet";
  return status === "AVAILABLE" ? "It was found to work" : "It was found not to work";
}
