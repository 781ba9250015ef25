import { Button, Stack, TextInput } from "@mantine/core";
import type { VaultStateResponse } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { post } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { EntryLayout } from "../../layouts/EntryLayout.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

/** Where an administrator gives a sealed server its keys. Nobody can be signed in before. */
export function UnsealPage() {
  usePageTitle("Unseal");
  const state = useQuery(queries.vaultState());
  return (
    <EntryLayout title="Unseal Postern">
      <Answer to={state} failure="The state of the server could not be read." rows={2}>
        {({ isSealed }) => (isSealed ? <PassphraseForm /> : <Unsealed />)}
      </Answer>
    </EntryLayout>
  );
}

function Unsealed() {
  return (
    <Stack gap="sm">
      <p className="sentence">The vault is open; everything works.</p>
      <Link to={paths.signIn()}>Sign in</Link>
    </Stack>
  );
}

function PassphraseForm() {
  const queryClient = useQueryClient();
  const { values, set } = useFields({ passphrase: "" });
  const unseal = useMutation({
    mutationFn: () => post<VaultStateResponse>("/api/postern/v1/vault/unseal", { passphrase: values.passphrase }),
    onSuccess: (answer) => queryClient.setQueryData(queryKeys.vaultState, answer),
    onError: () => set({ passphrase: "" }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (values.passphrase !== "") unseal.mutate();
      }}
    >
      <Stack gap="sm">
        <p className="sentence">
          This server was started without the passphrase of its keys. Until an administrator gives it, nobody can sign in, and no secret is
          used. Runs on clusters go on.
        </p>
        <TextInput
          label="Passphrase of the keys"
          type="password"
          autoComplete="off"
          autoFocus
          value={values.passphrase}
          onChange={(event) => set({ passphrase: event.currentTarget.value })}
        />
        {unseal.error === null ? undefined : <ErrorNote error={unseal.error} />}
        <Button type="submit" disabled={values.passphrase === ""} loading={unseal.isPending} fullWidth>
          Unseal
        </Button>
      </Stack>
    </form>
  );
}
