import { Button, Group } from "@mantine/core";
import type { CredentialProvider } from "@postern/domain";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAddress } from "../../hooks/use-address.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import type { Scope } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { LeaveGuard } from "../../layouts/LeaveGuard.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { openToAll } from "../use-limit/use-limit-form.ts";
import { UseLimitFields } from "../use-limit/UseLimitFields.tsx";
import { AboutFields } from "./form/AboutFields.tsx";
import { connectionIdOf } from "./form/AgentFields.tsx";
import { AgentUsage } from "./form/AgentUsage.tsx";
import { newConnectionId } from "./form/connection-id.ts";
import { emptyCredential } from "./form/credential-form.ts";
import type { CredentialValues } from "./form/credential-form.ts";
import { ProviderFields } from "./form/ProviderFields.tsx";
import { ProviderSelect } from "./form/ProviderSelect.tsx";
import { serverProblems } from "./form/server-problems.ts";
import { useArrivals } from "./form/use-arrivals.ts";
import { useAddCredential } from "./form/use-add-credential.ts";
import { useFirstProblem } from "./form/use-first-problem.ts";
import { useFormState } from "./form/use-form-state.ts";
import { listTitle } from "./list-title.ts";
import { findOffered } from "./providers.ts";

/** Add credential: the provider decides about the rest. For an agent the form stays open while it starts; when it arrives, it shows up here. */
export function NewCredentialPage() {
  usePageTitle("Add credentials");
  const scope = useScope();
  const { address, change } = useAddress();
  const { values, set } = useFields(() => beginning(findOffered(address["provider"]) ?? "tw-agent", address["connectionId"]));
  const [tries, setTries] = useState(0);
  const form = useFirstProblem(tries);
  const { values: limit, set: setLimit } = useFields(openToAll);
  const add = useAddCredential(values, limit);
  const state = useFormState(values, { isTried: tries > 0, isSending: add.isPending || add.isSuccess });
  const mayAdd = useMay("credentials:write");
  const back = backFrom(scope, address["for"]);
  const isAgent = values.provider === "tw-agent";
  const arrivals = useArrivals(connectionIdOf(values), isAgent && state.problems["connectionId"] === undefined);
  const onProvider = (provider: CredentialProvider): void => {
    // Secrets of one provider do not stay behind in the form of another.
    set({ ...beginning(provider), name: values.name, description: values.description, lastDay: values.lastDay });
    change({ provider, connectionId: "" });
  };
  return (
    <>
      <PageHeader title="Add credentials">
        <Link to={back.to}>{back.words}</Link>
      </PageHeader>
      <form
        ref={form}
        className="form-narrow"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          setTries(tries + 1);
          if (state.isReady) add.mutate();
        }}
      >
        <ProviderSelect value={values.provider} onChange={onProvider} />
        <NameInput value={values.name} check={state.nameCheck} placeholder={placeholderOf(values)} onChange={(name) => set({ name })} />
        <ProviderFields values={values} problems={{ ...serverProblems(add.error), ...state.problems }} onChange={set} />
        <AboutFields values={values} onChange={set} />
        {scope.workspaceId === null ? undefined : <UseLimitFields values={limit} onChange={setLimit} />}
        {isAgent ? <AgentUsage values={values} problems={state.problems} arrivals={arrivals} onChange={set} /> : undefined}
        {add.error === null ? undefined : <ErrorNote title="The credential was not saved." error={add.error} />}
        <Group gap="xs">
          <GuardedButton verdict={mayAdd} type="submit" disabled={state.isWrong} loading={add.isPending}>
            Add
          </GuardedButton>
          <Button variant="default" component={Link} to={back.to}>
            Cancel
          </Button>
          <AddHint isWrong={state.isWrong} isAwaited={isAgent && arrivals.here.length === 0} />
        </Group>
      </form>
      <LeaveGuard isDirty={isBegun(values) && !add.isPending && !add.isSuccess} />
    </>
  );
}

/** Why the button is off, or that nothing has to be waited for. */
function AddHint({ isWrong, isAwaited }: { readonly isWrong: boolean; readonly isAwaited: boolean }) {
  if (isWrong) return <span className="sentence">First, mend what is red above.</span>;
  if (!isAwaited) return undefined;
  return <span className="sentence">You may add it before the agent arrives. It is used once the agent is there.</span>;
}

/** Where one came from: the list, or the form of an environment that waits for a credential. */
function backFrom(scope: Scope, purpose: string | undefined): { readonly to: string; readonly words: string } {
  if (purpose === "compute-env") return { to: paths.newComputeEnv(scope), words: "Back to the compute environment" };
  return { to: paths.credentials(scope), words: listTitle(scope) };
}

function beginning(provider: CredentialProvider, connectionId?: string): CredentialValues {
  return emptyCredential(provider, provider === "tw-agent" ? { connectionId: connectionId ?? newConnectionId() } : {});
}

/** Something was typed that would have to be typed again. */
function isBegun({ name, description, members }: CredentialValues): boolean {
  return name !== "" || description !== "" || Object.keys(members).some((member) => member !== "connectionId");
}

const placeholderOf = ({ provider }: CredentialValues): string =>
  provider === "tw-agent" || provider === "ssh" ? "my-cluster" : `my-${provider}`;
