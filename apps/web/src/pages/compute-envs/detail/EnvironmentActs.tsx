import type { ComputeEnv } from "@postern/contracts";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton, GuardedLink } from "../../../layouts/GuardedButton.tsx";
import { paths } from "../../../paths.ts";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { DeleteEnvironmentDialog } from "./DeleteEnvironmentDialog.tsx";
import { DisableDialog } from "./DisableDialog.tsx";
import { EnvironmentMenu } from "./EnvironmentMenu.tsx";

/** What can be done with an environment: what is done often as buttons, the rest behind "Actions". */
export function EnvironmentActs({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const { id, status } = environment;
  const [dialog, setDialog] = useState<"disable" | "delete" | undefined>();
  const mayEdit = useMay("compute_environment:write");
  const mayLaunch = useMay("workflow_quick:execute");
  const change = useChange({
    act: (verb: "primary" | "enable") => post(inWorkspace(scope, `/api/compute-envs/${encodeURIComponent(id)}/${verb}`)),
    old: [queryKeys.computeEnvs(scope), queryKeys.computeEnv(scope, id)],
  });
  const close = (): void => setDialog(undefined);
  return (
    <>
      <EnvironmentMenu environment={environment} onAct={(act) => (act === "primary" ? change.mutate(act) : setDialog(act))} />
      <GuardedLink verdict={mayEdit} variant="default" to={paths.editComputeEnv(scope, id)} leftSection={<IconPencil size={15} />}>
        Edit
      </GuardedLink>
      {status === "DISABLED" ? (
        <GuardedButton verdict={mayEdit} loading={change.isPending} onClick={() => change.mutate("enable")}>
          Enable
        </GuardedButton>
      ) : undefined}
      {status === "AVAILABLE" ? (
        <GuardedLink verdict={mayLaunch} to={paths.launch(scope)} search={{ computeEnv: id }}>
          Launch here
        </GuardedLink>
      ) : undefined}
      {change.error === null ? undefined : <ErrorNote error={change.error} />}
      {dialog === "disable" ? <DisableDialog environment={environment} onClose={close} /> : undefined}
      {dialog === "delete" ? <DeleteEnvironmentDialog environment={environment} onClose={close} /> : undefined}
    </>
  );
}
