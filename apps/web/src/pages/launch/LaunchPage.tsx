import type { WorkflowLaunch } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import { emptyLaunch, valuesOfAddress, valuesOfLaunch } from "./launch-form.ts";
import type { LaunchValues } from "./launch-form.ts";
import { LaunchForm } from "./LaunchForm.tsx";

/** Gathers what the form begins with: the address, an earlier run, the primary environment. */
export function LaunchPage() {
  usePageTitle("Launch");
  const { address } = useAddress();
  const from = address["from"];
  const environments = useQuery(queries.computeEnvs());
  const earlier = useQuery({ ...queries.launchOf(from ?? ""), enabled: from !== undefined });
  const isWaiting = environments.isPending || (from !== undefined && earlier.isPending);
  const launch = earlier.data?.launch ?? undefined;
  return (
    <>
      <PageHeader title={from === undefined ? "Launch" : "Launch again"} />
      {isWaiting ? <Waiting rows={10} /> : undefined}
      {earlier.isError ? (
        <ErrorNote title="The earlier launch could not be read." error={earlier.error} onRetry={() => void earlier.refetch()} />
      ) : undefined}
      {environments.isError ? (
        <ErrorNote
          title="The compute environments could not be read."
          error={environments.error}
          onRetry={() => void environments.refetch()}
        />
      ) : undefined}
      {isWaiting || environments.data === undefined ? undefined : (
        <LaunchForm
          key={from ?? "new"}
          environments={environments.data.computeEnvs}
          from={launch}
          initial={initialValues(
            address,
            launch,
            environments.data.computeEnvs.find((one) => one.primary && one.status === "AVAILABLE")?.id,
          )}
        />
      )}
    </>
  );
}

function initialValues(
  address: Readonly<Record<string, string | undefined>>,
  launch: WorkflowLaunch | undefined,
  primaryId: string | undefined,
): LaunchValues {
  const base = launch === undefined ? emptyLaunch : valuesOfLaunch(launch);
  const filled = { ...base, ...valuesOfAddress(address) };
  return filled.computeEnvId === "" ? { ...filled, computeEnvId: primaryId ?? "" } : filled;
}
