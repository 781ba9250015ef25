import { NativeSelect, TextInput } from "@mantine/core";
import type { ManagedIdentity } from "@postern/contracts";
import { entityNameProblem } from "@postern/domain";
import { useState } from "react";
import { post, put } from "../../api/client.ts";
import { managedIdentityPath } from "../../api/managed-identity-queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { blamedJumpHosts } from "../compute-envs/jump-host-form.ts";
import { platformChoices } from "../compute-envs/platforms.ts";
import { managedHostLines, managedHostProblems, managedHostsRequest } from "./managed-jump-hosts.ts";
import type { ManagedHostLine } from "./managed-jump-hosts.ts";
import { ManagedJumpHostsField } from "./ManagedJumpHostsField.tsx";

export interface ManagedIdentityDialogProps {
  /** The one that is edited; a new one when there is none. */
  readonly identity: ManagedIdentity | undefined;
  readonly onClose: () => void;
}

const clusterChoices = platformChoices.filter(({ value }) => value !== "local-platform");

/** Which cluster it is, and by which hosts it is reached. */
export function ManagedIdentityDialog({ identity, onClose }: ManagedIdentityDialogProps) {
  const { orgId, name: orgName } = useOrganization();
  const { values, set } = useFields(valuesOf(identity));
  const save = useChange({
    act: () => saveIdentity(orgId, identity, values),
    old: [queryKeys.organization(orgId)],
    onDone: onClose,
  });
  const [isTried, setTried] = useState(false);
  const problems = managedHostProblems(values.jumpHosts);
  const problem = values.name === "" ? undefined : entityNameProblem(values.name);
  const words =
    identity === undefined
      ? { title: `Add a managed identity to ${orgName}`, verb: "Add" }
      : { title: `Edit ${identity.name}`, verb: "Save" };
  return (
    <FormDialog
      {...words}
      isReady={values.name !== "" && problem === undefined && values.hostName.trim() !== "" && isPort(values.port)}
      isBusy={save.isPending}
      error={save.error}
      failure="The managed identity was not saved."
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) save.mutate();
      }}
      onClose={onClose}
    >
      <TextInput
        label="Cluster name"
        placeholder="hive"
        autoComplete="off"
        value={values.name}
        error={problem}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label="Platform"
        data={clusterChoices}
        value={values.platform}
        onChange={(event) => set({ platform: event.currentTarget.value })}
      />
      <LoginNodeFields values={values} onChange={set} />
      <ManagedJumpHostsField
        lines={values.jumpHosts}
        problems={{ ...blamedJumpHosts(save.error), ...(isTried ? problems : {}) }}
        onChange={(jumpHosts) => set({ jumpHosts })}
      />
    </FormDialog>
  );
}

interface LoginNodeFieldsProps {
  readonly values: IdentityValues;
  readonly onChange: (changed: Partial<IdentityValues>) => void;
}

function LoginNodeFields({ values, onChange }: LoginNodeFieldsProps) {
  return (
    <div className="ssh-host">
      <TextInput
        label="Login node"
        description="Its host name. This server signs in there as each person."
        placeholder="login.cluster.example.org"
        autoComplete="off"
        spellCheck={false}
        value={values.hostName}
        onChange={(event) => onChange({ hostName: event.currentTarget.value })}
      />
      <TextInput
        label="Port"
        inputMode="numeric"
        autoComplete="off"
        value={values.port}
        error={isPort(values.port) ? undefined : "1 to 65535."}
        onChange={(event) => onChange({ port: event.currentTarget.value })}
      />
    </div>
  );
}

interface IdentityValues {
  readonly name: string;
  readonly platform: string;
  readonly hostName: string;
  readonly port: string;
  readonly jumpHosts: readonly ManagedHostLine[];
}

const fresh = { name: "", platform: "slurm-platform", hostName: "", port: 22, jumpHosts: [] };

function valuesOf(identity: ManagedIdentity | undefined): IdentityValues {
  const { name, platform, hostName, port, jumpHosts } = identity ?? fresh;
  return { name, platform, hostName, port: String(port), jumpHosts: managedHostLines(jumpHosts) };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

async function saveIdentity(orgId: number, identity: ManagedIdentity | undefined, values: IdentityValues): Promise<void> {
  const sent = { ...values, hostName: values.hostName.trim(), port: Number(values.port), jumpHosts: managedHostsRequest(values.jumpHosts) };
  if (identity === undefined) await post(managedIdentityPath(orgId), sent);
  else await put(managedIdentityPath(orgId, identity.id), { ...sent, lastUpdated: identity.lastUpdated });
}
