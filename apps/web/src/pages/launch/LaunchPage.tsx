import type { ComputeEnvListEntry, WorkflowLaunch } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import type { Address } from "../../hooks/use-address.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { emptyLaunch, valuesOfAddress, valuesOfLaunch } from "./launch-form.ts";
import type { LaunchValues } from "./launch-form.ts";
import { LaunchForm } from "./LaunchForm.tsx";

/** Gathers what the form begins with: the address, an earlier run, the primary environment. */
export function LaunchPage() {
  const { address } = useAddress();
  const from = address["from"];
  const title = from === undefined ? "Launch" : "Launch again";
  usePageTitle(title);
  return (
    <>
      <PageHeader title={title} />
      {from === undefined ? <FilledForm address={address} from={undefined} /> : <FormOfRun address={address} runId={from} />}
    </>
  );
}

/** The form as an earlier run was launched. */
function FormOfRun({ address, runId }: { readonly address: Address; readonly runId: string }) {
  const scope = useScope();
  const earlier = useQuery(queries.launchOf(scope, runId));
  return (
    <Answer to={earlier} failure="The earlier launch could not be read." rows={10}>
      {({ launch }) => <FilledForm key={runId} address={address} from={launch ?? undefined} />}
    </Answer>
  );
}

function FilledForm({ address, from }: { readonly address: Address; readonly from: WorkflowLaunch | undefined }) {
  const scope = useScope();
  const environments = useQuery(queries.computeEnvs(scope));
  return (
    <Answer to={environments} failure="The compute environments could not be read." rows={10}>
      {({ computeEnvs }) => <LaunchForm environments={computeEnvs} from={from} initial={initialValues(address, from, computeEnvs)} />}
    </Answer>
  );
}

function initialValues(address: Address, launch: WorkflowLaunch | undefined, environments: readonly ComputeEnvListEntry[]): LaunchValues {
  const base = launch === undefined ? emptyLaunch : valuesOfLaunch(launch);
  const filled = { ...base, ...valuesOfAddress(address) };
  if (filled.computeEnvId !== "") return filled;
  const primary = environments.find((one) => one.primary && one.status === "AVAILABLE");
  return { ...filled, computeEnvId: primary?.id ?? "" };
}
