import { Button, Stack } from "@mantine/core";
import type { SessionResponse } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ApiError } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { EntryLayout } from "../../layouts/EntryLayout.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import { ChoosePasswordForm } from "./ChoosePasswordForm.tsx";
import { FirstRunForm } from "./FirstRunForm.tsx";
import type { LinkAnswer } from "./FirstRunForm.tsx";

/** A one-time link: makes the first administrator, lets somebody join, choose a new password, or sign in without one. */
export function SetupPage() {
  usePageTitle("Welcome");
  const link = usePathMember("link");
  const router = useRouter();
  const queryClient = useQueryClient();
  const known = useQuery(queries.setupLink(link));
  const use = useMutation({
    mutationFn: (values: LinkAnswer) => post<SessionResponse>(`/api/postern/v1/setup/${encodeURIComponent(link)}`, values),
    onSuccess: async (session) => {
      // Somebody else may have been signed in here.
      queryClient.clear();
      queryClient.setQueryData(queryKeys.session, session);
      await router.navigate({ to: paths.home(), replace: true });
    },
  });

  if (known.isPending) return <EntryLayout title="Welcome to Postern">{<Waiting rows={4} />}</EntryLayout>;
  if (known.isError) return <UnusableLink error={known.error} onRetry={() => void known.refetch()} />;
  const email = known.data.email ?? "";
  const parts = { email, isBusy: use.isPending, error: use.error, onSubmit: (values: LinkAnswer) => use.mutate(values) };
  switch (known.data.purpose) {
    case "first-run":
      return <EntryLayout title="Welcome to Postern">{<FirstRunForm {...parts} />}</EntryLayout>;
    case "invitation":
      return <EntryLayout title="Welcome to Postern">{<ChoosePasswordForm purpose="invitation" {...parts} />}</EntryLayout>;
    case "password-reset":
      return <EntryLayout title="Choose a new password">{<ChoosePasswordForm purpose="password-reset" {...parts} />}</EntryLayout>;
    case "sign-in":
      return (
        <EntryLayout title="Welcome back">
          <SignInByLink {...parts} />
        </EntryLayout>
      );
  }
}

interface SignInByLinkProps {
  readonly email: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (values: LinkAnswer) => void;
}

function SignInByLink({ email, isBusy, error, onSubmit }: SignInByLinkProps) {
  return (
    <Stack gap="sm">
      <p className="sentence">This link signs you in once{email === "" ? "" : ` as ${email}`}.</p>
      {error === null ? undefined : <ErrorNote error={error} />}
      <Button loading={isBusy} onClick={() => onSubmit({})} fullWidth>
        Sign in
      </Button>
    </Stack>
  );
}

/** Used, too old, replaced or mistyped: nobody can tell which, and the way out is the same. */
function UnusableLink({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const isUsedUp = error instanceof ApiError && error.code === "auth.link_used";
  return (
    <EntryLayout title="This link cannot be used">
      <Stack gap="sm">
        {isUsedUp ? undefined : <ErrorNote error={error} onRetry={onRetry} />}
        <p className="sentence">
          A link works once, for a few days, and until a newer one is made. If you have chosen a password already, sign in with it; else ask
          whoever gave you the link for a new one.
        </p>
        <a href={paths.signIn()}>Sign in with a password</a>
      </Stack>
    </EntryLayout>
  );
}
