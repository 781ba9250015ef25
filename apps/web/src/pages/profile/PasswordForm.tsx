import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { faultyFields } from "../../api/api-error.ts";
import { put } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NewPasswordFields, isGoodPassword } from "../../ui/NewPasswordFields.tsx";

const empty = { currentPassword: "", password: "", again: "" };

export function PasswordForm() {
  const { values, set } = useFields(empty);
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      put<undefined>("/api/postern/v1/profile/password", { currentPassword: values.currentPassword, newPassword: values.password }),
    onSuccess: async () => {
      set(empty);
      await queryClient.invalidateQueries({ queryKey: queryKeys.profile });
    },
  });
  const isReady = values.currentPassword !== "" && isGoodPassword(values);
  const isCurrentWrong = faultyFields(change.error).includes("currentPassword");
  return (
    <form
      className="form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) change.mutate();
      }}
    >
      <TextInput
        label="Current password"
        type="password"
        autoComplete="current-password"
        value={values.currentPassword}
        error={isCurrentWrong ? change.error?.message : undefined}
        onChange={(event) => set({ currentPassword: event.currentTarget.value })}
      />
      <NewPasswordFields label="New password" values={values} onChange={set} />
      {change.error === null || isCurrentWrong ? undefined : <ErrorNote title="The password was not changed." error={change.error} />}
      <Group gap="sm">
        <Button type="submit" disabled={!isReady} loading={change.isPending}>
          Change password
        </Button>
        <span className="sentence" role="status">
          {change.isSuccess ? "Changed. Your other browsers are signed out." : "It signs your other browsers out. Tokens go on working."}
        </span>
      </Group>
    </form>
  );
}
