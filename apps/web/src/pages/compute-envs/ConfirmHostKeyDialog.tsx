import type { ComputeEnv, HostKeysOfHop, OfferedHostKey } from "@postern/contracts";
import { CodeLine } from "../../ui/CodeLine.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { Fingerprint } from "./Fingerprint.tsx";
import { compareCommand, hopName } from "./host-key-words.ts";
import { useHostKeyChange } from "./use-host-key-change.ts";

export interface HostKeyDialogProps {
  readonly environment: ComputeEnv;
  readonly hop: HostKeysOfHop;
  readonly offered: OfferedHostKey;
  readonly onClose: () => void;
}

/** The first key of a host: compared with what its administrator says, then trusted. */
export function ConfirmHostKeyDialog({ environment, hop, offered, onClose }: HostKeyDialogProps) {
  const { fingerprint, algorithm } = offered;
  const confirm = useHostKeyChange({
    environment,
    act: "confirm",
    body: () => ({ host: hop.host, port: hop.port, fingerprint }),
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Is this the key of ${hopName(hop)}?`}
      verb="It is the same: trust it"
      keepVerb="Not now"
      isHarmless
      isBusy={confirm.isPending}
      error={confirm.error}
      onConfirm={() => confirm.mutate()}
      onClose={onClose}
    >
      <p>Whoever answers under this address shows this key:</p>
      <Fingerprint of={offered} what={`the new fingerprint of ${hopName(hop)}`} />
      <p>
        Compare it with what your centre publishes, or with what this command prints when an administrator of the cluster runs it on the
        host itself:
      </p>
      <CodeLine text={compareCommand(algorithm)} label="Command to compare" what="the command" />
    </ConfirmDialog>
  );
}
