import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import type { EnvironmentValues } from "./environment-form.ts";

/** What stands before the id of a managed identity among the ids of credentials, which have no such letter. */
const mark = "identity:";

type Opener = Pick<EnvironmentValues, "credentialsId" | "managedIdentityId">;

/** What opens an environment, as one choice. */
export const valueOfOpener = ({ credentialsId, managedIdentityId }: Opener): string =>
  managedIdentityId === "" ? credentialsId : `${mark}${managedIdentityId}`;

export function openerOf(value: string): Opener {
  if (!value.startsWith(mark)) return { credentialsId: value, managedIdentityId: "" };
  return { credentialsId: "", managedIdentityId: value.slice(mark.length) };
}

interface Group {
  readonly group: string;
  readonly items: { readonly value: string; readonly label: string }[];
}

/** The managed identities of the organization for a platform, as a group of a drop-down; none at home, and none for one that is made. */
export function useManagedChoices(platform: string, isMade: boolean): readonly Group[] {
  const scope = useScope();
  const orgId = scope.kind === "workspace" ? scope.orgId : 0;
  const { data } = useQuery({ ...queries.managedIdentities(orgId), enabled: orgId !== 0 && !isMade });
  const fitting = (data?.managedIdentities ?? []).filter((one) => one.platform === platform);
  if (fitting.length === 0 || isMade) return [];
  const items = fitting.map(({ id, name, ownKey }) => ({
    value: `${mark}${id}`,
    label: ownKey === null ? `${name} (you have no key yet)` : name,
  }));
  return [{ group: "Managed identities: each person with their own key", items }];
}
