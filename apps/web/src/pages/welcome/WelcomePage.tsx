import { IconPlus } from "@tabler/icons-react";
import { useMayFound } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useSession } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";

/** For somebody who takes part in no workspace, where there are no personal ones. */
export function WelcomePage() {
  usePageTitle("Welcome");
  const { user } = useSession();
  const mayFound = useMayFound();
  return (
    <>
      <PageHeader title="Welcome to Postern" />
      <EmptyState
        title="You take part in no workspace yet"
        action={
          <GuardedLink verdict={mayFound} to={paths.newOrganization()} leftSection={<IconPlus size={16} />}>
            New organization
          </GuardedLink>
        }
      >
        Runs, credentials and compute environments live in workspaces of organizations. Ask an owner of your organization to add{" "}
        {user.email}; the workspace shows up here by itself. Or make an organization of your own.
      </EmptyState>
    </>
  );
}
