import type { Credentials } from "@postern/contracts";
import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { LeaveGuard } from "../../layouts/LeaveGuard.tsx";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { AboutFields } from "./form/AboutFields.tsx";
import { isChanged, keptOf, updateRequest, valuesOfCredential } from "./form/credential-form.ts";
import { ProviderFields } from "./form/ProviderFields.tsx";
import { serverProblems } from "./form/server-problems.ts";
import { useFirstProblem } from "./form/use-first-problem.ts";
import { useFormState } from "./form/use-form-state.ts";
import { providerName } from "./providers.ts";

export function EditCredentialPage() {
  const answer = useQuery(queries.credential(useScope(), usePathMember("credentialId")));
  usePageTitle("Edit", answer.data?.credentials.name);
  return (
    <Answer to={answer} failure="The credential could not be read." rows={8}>
      {({ credentials }) => <EditForm credential={credentials} />}
    </Answer>
  );
}

/** What is not touched is not sent: a secret stays what it is until another one is typed. */
function EditForm({ credential }: { readonly credential: Credentials }) {
  const scope = useScope();
  const router = useRouter();
  const mayEdit = useMay("credentials:write");
  const draft = useDraft(credential, valuesOfCredential);
  const { values, set, base } = draft;
  const [tries, setTries] = useState(0);
  const form = useFirstProblem(tries);
  const save = useChange({
    act: () => put(inWorkspace(scope, `/api/credentials/${encodeURIComponent(credential.id)}`), updateRequest(values, base)),
    old: [queryKeys.credentials(scope)],
    onTaken: draft.onSaved,
    onDone: () => router.navigate({ to: paths.credential(scope, credential.id) }),
  });
  const isSending = save.isPending || save.isSuccess;
  const kept = keptOf(base);
  const state = useFormState(values, { isTried: tries > 0, isSending, ownName: base.name, kept });
  const isDirty = isChanged(values, base);
  return (
    <>
      <PageHeader title={`Edit ${credential.name}`}>
        <span className="detail-line">
          <span>{providerName(credential.provider)}</span>
          <Link to={paths.credential(scope, credential.id)}>Back to it</Link>
        </span>
      </PageHeader>
      <form
        ref={form}
        className="form-narrow"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          setTries(tries + 1);
          if (state.isReady && isDirty && !draft.isOutdated) save.mutate();
        }}
      >
        <NameInput isQuiet value={values.name} check={state.nameCheck} onChange={(name) => set({ name })} />
        <ProviderFields values={values} kept={kept} problems={{ ...serverProblems(save.error), ...state.problems }} onChange={set} />
        <AboutFields values={values} onChange={set} />
        <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
        {save.error === null || draft.isOutdated ? undefined : <ErrorNote title="Nothing was changed." error={save.error} />}
        <Group gap="xs">
          <GuardedButton verdict={mayEdit} type="submit" disabled={state.isWrong || !isDirty || draft.isOutdated} loading={save.isPending}>
            Save
          </GuardedButton>
          <LinkButton variant="default" to={paths.credential(scope, credential.id)}>
            Cancel
          </LinkButton>
          {isDirty ? undefined : <span className="sentence">Nothing is changed yet.</span>}
        </Group>
      </form>
      <LeaveGuard isDirty={isDirty && !isSending} />
    </>
  );
}
