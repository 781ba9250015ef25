import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { AdministeredOrganization } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

export interface AppointOwnerDialogProps {
  readonly organization: AdministeredOrganization;
  readonly onClose: () => void;
}

export function AppointOwnerDialog({ organization, onClose }: AppointOwnerDialogProps) {
  const [user, setUser] = useState("");
  const queryClient = useQueryClient();
  const appoint = useMutation({
    mutationFn: () => post<undefined>(`/api/postern/v1/admin/organizations/${String(organization.orgId)}/owners`, { user: user.trim() }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.allOrganizations });
      onClose();
    },
  });
  const isAboutUser = faultyFields(appoint.error).includes("user");
  return (
    <Modal opened onClose={onClose} title={`Appoint an owner of ${organization.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (user.trim() !== "") appoint.mutate();
        }}
      >
        <Stack gap="sm">
          <p className="sentence">
            An owner may do everything in the organization and its workspaces. The owners of today stay, and see your act in the audit
            trail.
          </p>
          <TextInput
            label="User"
            description="A user name or an e-mail address of somebody with an account."
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            value={user}
            error={isAboutUser ? appoint.error?.message : undefined}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          {appoint.error === null || isAboutUser ? undefined : <ErrorNote title="Nobody was appointed." error={appoint.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={user.trim() === ""} loading={appoint.isPending}>
              Appoint
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
