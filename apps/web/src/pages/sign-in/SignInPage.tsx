import { Button, Stack, TextInput } from "@mantine/core";
import type { SessionResponse } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { toApiError } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { EntryLayout } from "../../layouts/EntryLayout.tsx";
import { paths, safeReturnPath } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

export function SignInPage() {
  usePageTitle("Sign in");
  const { address } = useAddress();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { values, set } = useFields({ email: "", password: "" });
  const signIn = useMutation({
    mutationFn: () => post<SessionResponse>("/api/postern/v1/session", { email: values.email.trim(), password: values.password }),
    onSuccess: async (session) => {
      queryClient.clear();
      queryClient.setQueryData(queryKeys.session, session);
      await router.navigate({ href: safeReturnPath(address["redirect"]), replace: true });
    },
  });
  const isFilled = values.email.trim() !== "" && values.password !== "";
  return (
    <EntryLayout title="Sign in to Postern">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isFilled) signIn.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="E-mail address"
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            value={values.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <TextInput
            label="Password"
            type="password"
            name="password"
            autoComplete="current-password"
            value={values.password}
            onChange={(event) => set({ password: event.currentTarget.value })}
          />
          {signIn.error === null ? undefined : <ErrorNote error={signIn.error} />}
          {toApiError(signIn.error).code === "vault.sealed" ? <Link to={paths.unseal()}>Unseal this server</Link> : undefined}
          <Button type="submit" disabled={!isFilled} loading={signIn.isPending} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </EntryLayout>
  );
}
