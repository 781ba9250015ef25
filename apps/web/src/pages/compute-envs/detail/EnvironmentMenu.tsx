import { Button, Menu } from "@mantine/core";
import type { ComputeEnv } from "@postern/contracts";
import { IconBan, IconChevronDown, IconCopyPlus, IconDownload, IconHistory, IconStar, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { refused, useMay } from "../../../hooks/use-may.ts";
import type { Verdict } from "../../../hooks/use-may.ts";
import { useScope, useSession } from "../../../hooks/use-scope.ts";
import { GuardedItem } from "../../../layouts/GuardedItem.tsx";
import { paths } from "../../../paths.ts";
import { exportAddress } from "./export-file.ts";

export interface EnvironmentMenuProps {
  readonly environment: ComputeEnv;
  readonly onAct: (act: "primary" | "disable" | "delete") => void;
}

export function EnvironmentMenu({ environment, onAct }: EnvironmentMenuProps) {
  const scope = useScope();
  const mayEdit = useMay("compute_environment:write");
  const mayDelete = useMay("compute_environment:delete");
  const { id, name, primary, status } = environment;
  // The page shows them, so they are there already.
  const own = {
    nodeSetup: useQuery(queries.nodeSetup(scope, id)).data?.nodeSetup,
    resources: useQuery(queries.environmentResources(scope, id)).data?.resources,
    launchRules: useQuery(queries.launchRules(scope, id)).data?.rules,
  };
  return (
    <Menu width={250}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={15} />}>
          Actions
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {primary ? undefined : (
          <GuardedItem verdict={primaryVerdict(mayEdit, status)} icon={<IconStar size={15} />} onClick={() => onAct("primary")}>
            Make primary
          </GuardedItem>
        )}
        {status === "DISABLED" ? undefined : (
          <GuardedItem verdict={mayEdit} icon={<IconBan size={15} />} onClick={() => onAct("disable")}>
            Disable
          </GuardedItem>
        )}
        <GuardedItem verdict={mayEdit} icon={<IconCopyPlus size={15} />} to={paths.newComputeEnv(scope)} search={{ from: id }}>
          Duplicate
        </GuardedItem>
        <Menu.Item leftSection={<IconDownload size={15} />} component="a" href={exportAddress(environment, own)} download={`${name}.json`}>
          Export as JSON
        </Menu.Item>
        <HistoryItem environment={environment} />
        <Menu.Divider />
        <GuardedItem verdict={mayDelete} icon={<IconTrash size={15} />} onClick={() => onAct("delete")}>
          Delete
        </GuardedItem>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The audit trail, with what was done to this environment. Somebody's own things stand in that of the server alone. */
function HistoryItem({ environment }: Pick<EnvironmentMenuProps, "environment">) {
  const scope = useScope();
  const mayRead = useMay("audit:read");
  const { isAdministrator } = useSession();
  if (scope.kind === "user" && !isAdministrator) return undefined;
  return (
    <GuardedItem
      verdict={mayRead}
      icon={<IconHistory size={15} />}
      to={scope.kind === "user" ? paths.audit() : paths.workspaceAudit(scope)}
      search={{ targetKind: "environment", targetId: environment.id }}
    >
      History
    </GuardedItem>
  );
}

function primaryVerdict(mayEdit: Verdict, status: ComputeEnv["status"]): Verdict {
  return mayEdit.isAllowed && status !== "AVAILABLE" ? refused("Only one that is available can be it") : mayEdit;
}
