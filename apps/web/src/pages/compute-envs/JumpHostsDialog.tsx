import type { ComputeEnv, HostKeysOfHop, JumpHostsResponse } from "@postern/contracts";
import { blamedJumpHosts, jumpHostProblems, jumpHostsRequest, jumpHostValues } from "./jump-host-form.ts";
import { JumpHostsField } from "./JumpHostsField.tsx";
import { PartDialog } from "./PartDialog.tsx";
import { usePartChange } from "./use-part-change.ts";

export interface JumpHostsDialogProps {
  readonly environment: ComputeEnv;
  /** The last host on the way, as it is known. */
  readonly login: Pick<HostKeysOfHop, "host" | "port"> | undefined;
  readonly known: JumpHostsResponse;
  readonly onClose: () => void;
}

export function JumpHostsDialog({ environment, login, known, onClose }: JumpHostsDialogProps) {
  const change = usePartChange({
    ...{ environment, known, onClose, part: "jump-hosts", valuesOf: jumpHostValues },
    problemsOf: ({ lines }) => jumpHostProblems(lines),
    requestOf: ({ lines }) => ({ jumpHosts: jumpHostsRequest(lines) }),
  });
  const { draft } = change;
  const { config } = environment;
  return (
    <PartDialog title={`Jump hosts on the way to ${environment.name}`} change={change}>
      <JumpHostsField
        lines={draft.values.lines}
        problems={{ ...blamedJumpHosts(change.error), ...change.problems }}
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
    </PartDialog>
  );
}
