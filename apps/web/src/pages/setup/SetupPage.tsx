import type { SessionResponse } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Button, Stack } from "@mantine/core";
import { post } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { EntryLayout } from "../../layouts/EntryLayout.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import { FirstRunForm } from "./FirstRunForm.tsx";
import type { FirstRunValues } from "./FirstRunForm.tsx";

/** A one-time link: makes the first administrator, or signs in without a password. */
export function SetupPage() {
  usePageTitle("Welcome");
  const link = usePathMember("link");
  const router = useRouter();
  const queryClient = useQueryClient();
  const known = useQuery(queries.setupLink(link));
  const use = useMutation({
    mutationFn: (values: FirstRunValues | undefined) =>
      post<SessionResponse>(`/api/postern/v1/setup/${encodeURIComponent(link)}`, values ?? {}),
    onSuccess: async (session) => {
      queryClient.setQueryData(queryKeys.session, session);
      await router.navigate({ to: paths.home(), replace: true });
    },
  });

  if (known.isPending) return <EntryLayout title="Welcome to Postern">{<Waiting rows={4} />}</EntryLayout>;
  if (known.isError) {
    return (
      <EntryLayout title="This link cannot be used">
        <Stack gap="sm">
          <ErrorNote error={known.error} />
          <a href={paths.signIn()}>Sign in with a password</a>
        </Stack>
      </EntryLayout>
    );
  }
  if (known.data.purpose === "first-run") {
    return (
      <EntryLayout title="Welcome to Postern">
        <FirstRunForm email={known.data.email ?? ""} isBusy={use.isPending} error={use.error} onSubmit={(values) => use.mutate(values)} />
      </EntryLayout>
    );
  }
  return (
    <EntryLayout title="Welcome back">
      <Stack gap="sm">
        <p className="sentence">This link signs you in once{known.data.email === null ? "" : ` as ${known.data.email}`}.</p>
        {use.error === null ? undefined : <ErrorNote error={use.error} />}
        <Button loading={use.isPending} onClick={() => use.mutate(undefined)} fullWidth>
          Sign in
        </Button>
      </Stack>
    </EntryLayout>
  );
}
