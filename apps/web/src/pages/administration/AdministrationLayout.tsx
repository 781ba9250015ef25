import { Link, Outlet } from "@tanstack/react-router";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useSession } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import "./AdministrationLayout.css";

const pages = [
  { name: "Users", path: paths.accounts() },
  { name: "Organizations", path: paths.allOrganizations() },
  { name: "Workspaces", path: paths.allWorkspaces() },
  { name: "Keys", path: paths.masterKeys() },
  { name: "Audit", path: paths.audit() },
] as const;

/** Pages of those who run the server. Others learn so, and nothing is asked of the server for them. */
export function AdministrationLayout() {
  const { isAdministrator } = useSession();
  if (!isAdministrator) return <OnlyAdministrators />;
  return (
    <>
      <nav className="administration-pages" aria-label="Administration">
        {pages.map(({ name, path }) => (
          <Link key={path} to={path} activeProps={{ "data-current": true }} activeOptions={{ includeSearch: false }}>
            {name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}

function OnlyAdministrators() {
  usePageTitle("Administration");
  return (
    <>
      <PageHeader title="Administration" />
      <EmptyState title="Only for administrators of this server" action={<Link to={paths.home()}>Go to your runs</Link>}>
        Here they look after accounts, organizations, master keys and the audit trail. Ask one of them if you need something from here.
      </EmptyState>
    </>
  );
}
