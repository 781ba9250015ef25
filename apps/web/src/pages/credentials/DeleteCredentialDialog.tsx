import { Button, Group, Modal, Stack } from "@mantine/core";
import type { CredentialDependentsResponse, Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { toApiError } from "../../api/api-error.ts";
import { remove } from "../../api/client.ts";
import { conflictsOf } from "../../api/conflicts.ts";
import type { ConflictAnswer } from "../../api/conflicts.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import { DependentList } from "./detail/DependentList.tsx";
import { dependentWords } from "./detail/dependent-words.ts";

export interface DeleteCredentialDialogProps {
  readonly credential: Credentials;
  /** It is deleted from its own page, which is gone with it. */
  readonly isOnItsPage?: boolean;
  readonly onClose: () => void;
}

/** Says what stops before anything is deleted; what environments still need is not deleted. */
export function DeleteCredentialDialog({ credential, isOnItsPage = false, onClose }: DeleteCredentialDialogProps) {
  const scope = useScope();
  const router = useRouter();
  const dependents = useQuery({ ...queries.credentialDependents(scope, credential.id), refetchOnMount: "always" });
  const del = useChange({
    act: () => remove(inWorkspace(scope, `/api/credentials/${encodeURIComponent(credential.id)}`)),
    // Away from its page first: nobody asks there for what is gone.
    onTaken: () => (isOnItsPage ? void router.navigate({ to: paths.credentials(scope) }) : undefined),
    old: [queryKeys.credentials(scope)],
    onDone: onClose,
  });
  const conflicts = del.error === null ? [] : conflictsOf(toApiError(del.error));
  const known = dependents.data;
  if (known !== undefined && known.environments.length > 0) return <NeededDialog name={credential.name} known={known} onClose={onClose} />;
  if (conflicts.length > 0) return <InUseDialog name={credential.name} conflicts={conflicts} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={`Delete the credential ${credential.name}?`}
      verb="Delete credential"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      {dependents.isPending ? <Waiting rows={1} /> : undefined}
      {known !== undefined && known.runs.length > 0 ? (
        <>
          {dependentWords(known)} may fail without it:
          <DependentList {...known} />
        </>
      ) : undefined}
      <p className="dialog-sentence">{lossOf(credential)}</p>
    </ConfirmDialog>
  );
}

function lossOf({ provider }: Credentials): string {
  const forgets = "Postern forgets it for good, its usage stays in the audit trail.";
  if (provider === "tw-agent") return `${forgets} An agent with its connection ID stays connected, but serves nobody.`;
  return `${forgets} Where it was made it stays valid: revoke it there too, if nobody else uses it.`;
}

interface NeededDialogProps {
  readonly name: string;
  readonly known: CredentialDependentsResponse;
  readonly onClose: () => void;
}

function NeededDialog({ name, known, onClose }: NeededDialogProps) {
  return (
    <Modal opened onClose={onClose} title={`${name} is in use`}>
      <Stack gap="sm">
        <div>
          It cannot be deleted: {dependentWords(known)} would stop. Give the environments another credential, or delete them, first.
        </div>
        <DependentList {...known} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface InUseDialogProps {
  readonly name: string;
  readonly conflicts: readonly ConflictAnswer[];
  readonly onClose: () => void;
}

/** Somebody began to use it while the dialog was open. */
function InUseDialog({ name, conflicts, onClose }: InUseDialogProps) {
  const scope = useScope();
  return (
    <Modal opened onClose={onClose} title={`${name} is in use`}>
      <Stack gap="sm">
        <div>It was not deleted. Delete or change these first:</div>
        <ul className="conflicts">
          {conflicts.map((conflict) => (
            <li key={conflict.id}>
              {isEnvironment(conflict.type) ? <Link to={paths.computeEnv(scope, conflict.id)}>{conflict.name}</Link> : conflict.name}
              <span className="quiet"> · {typeWord(conflict.type)}</span>
            </li>
          ))}
        </ul>
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const isEnvironment = (type: string): boolean => /compute|environment/i.test(type);
const typeWord = (type: string): string => (isEnvironment(type) ? "compute environment" : type.toLowerCase());
