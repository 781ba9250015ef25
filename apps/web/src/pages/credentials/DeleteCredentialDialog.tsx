import { Button, Group, Modal, Stack } from "@mantine/core";
import type { Credentials } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { toApiError } from "../../api/api-error.ts";
import { remove } from "../../api/client.ts";
import { conflictsOf } from "../../api/conflicts.ts";
import type { ConflictAnswer } from "../../api/conflicts.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

export interface DeleteCredentialDialogProps {
  readonly credential: Credentials;
  readonly onClose: () => void;
}

export function DeleteCredentialDialog({ credential, onClose }: DeleteCredentialDialogProps) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const del = useMutation({
    mutationFn: () => remove(inWorkspace(scope, `/api/credentials/${encodeURIComponent(credential.id)}`)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.credentials(scope) });
      onClose();
    },
  });
  const conflicts = del.error === null ? [] : conflictsOf(toApiError(del.error));
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
      Postern forgets it for good. An agent with its connection ID stays connected, but serves nobody.
    </ConfirmDialog>
  );
}

interface InUseDialogProps {
  readonly name: string;
  readonly conflicts: readonly ConflictAnswer[];
  readonly onClose: () => void;
}

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
