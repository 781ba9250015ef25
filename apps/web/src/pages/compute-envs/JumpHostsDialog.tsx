import type { ComputeEnv, HostKeysOfHop, JumpHostsResponse } from "@postern/contracts";
import { useState } from "react";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { blamedJumpHosts, jumpHostProblems, jumpHostsRequest, jumpHostValues } from "./jump-host-form.ts";
import { JumpHostsField } from "./JumpHostsField.tsx";

export interface JumpHostsDialogProps {
  readonly environment: ComputeEnv;
  /** The last host on the way, as it is known. */
  readonly login: Pick<HostKeysOfHop, "host" | "port"> | undefined;
  readonly known: JumpHostsResponse;
  readonly onClose: () => void;
}

export function JumpHostsDialog({ environment, login, known, onClose }: JumpHostsDialogProps) {
  const scope = useScope();
  const draft = useDraft(known, jumpHostValues);
  const [isTried, setTried] = useState(false);
  const { lines } = draft.values;
  const { config } = environment;
  const problems = jumpHostProblems(lines);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}/jump-hosts`), {
        jumpHosts: jumpHostsRequest(lines),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, environment.id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Jump hosts on the way to ${environment.name}`}
      verb="Save"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) save.mutate();
      }}
      onClose={onClose}
    >
      <JumpHostsField
        lines={lines}
        problems={{ ...blamedJumpHosts(save.error), ...(isTried ? problems : {}) }}
        credentialsId={environment.credentialsId ?? ""}
        login={{ hostName: login?.host ?? config.hostName ?? "", port: String(login?.port ?? config.port ?? 22) }}
        onChange={(changed) => draft.set({ lines: changed })}
      />
      {environment.managedIdentityId === null ? undefined : (
        <p className="sentence">
          They stand in the place of those of the managed identity. Without any, the way is the one that owners of the organization set
          there.
        </p>
      )}
      <p className="sentence">Connections from now on go this way, and it is checked next. Runs on the cluster go on meanwhile.</p>
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}
