import { MultiSelect } from "@mantine/core";
import type { OrgAndWorkspace } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useSession } from "../../hooks/use-scope.ts";

export interface WorkspacesFieldProps {
  readonly value: readonly number[];
  readonly onChange: (workspaceIds: readonly number[]) => void;
}

/** The workspaces in which a token works. Nobody who is in none is asked. */
export function WorkspacesField({ value, onChange }: WorkspacesFieldProps) {
  const { user } = useSession();
  const places = useQuery(queries.places(user.id));
  const choices = (places.data?.orgsAndWorkspaces ?? []).flatMap(choiceOf);
  if (choices.length === 0) return undefined;
  return (
    <MultiSelect
      label="Works in"
      description={
        value.length === 0 ? "Everywhere that you may go." : "In these workspaces alone: not in your personal one, and not on your account."
      }
      placeholder={value.length === 0 ? "Everywhere; type to pick workspaces" : undefined}
      searchable
      nothingFoundMessage="No workspace of yours has this name."
      data={choices}
      value={value.map(String)}
      onChange={(chosen) => onChange(chosen.map(Number))}
    />
  );
}

function choiceOf({ orgName, workspaceId, workspaceName }: OrgAndWorkspace): readonly { readonly value: string; readonly label: string }[] {
  if (workspaceId === null || workspaceName === null) return [];
  return [{ value: String(workspaceId), label: `${orgName} / ${workspaceName}` }];
}
