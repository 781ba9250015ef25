import { Group, NativeSelect, TextInput } from "@mantine/core";
import type { Role } from "@postern/contracts";
import { builtInRoles, permissionsOf, roleNameProblem } from "@postern/domain";
import { useRouter } from "@tanstack/react-router";
import { post, put, withQuery } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import type { NameCheck } from "../../hooks/use-name-check.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { RoleMatrix } from "./RoleMatrix.tsx";
import { toggled } from "./role-matrix.ts";

export interface RoleFormProps {
  /** The role that is edited; a new one when there is none. */
  readonly role: Role | undefined;
  /** What the form begins with. */
  readonly from: Role;
}

interface RoleValues {
  readonly name: string;
  readonly description: string;
  /** In the order of the alphabet. */
  readonly chosen: readonly string[];
}

export function RoleForm({ role, from }: RoleFormProps) {
  const { orgId, name: orgName } = useOrganization();
  const router = useRouter();
  const may = useMayInOrganization("organization:write");
  const draft = useDraft(from, role === undefined ? copyOf : valuesOf);
  const { values, set } = draft;
  const save = useChange({
    act: () => saveRole(orgId, role === undefined ? undefined : draft.base, values),
    old: [
      [...queryKeys.organization(orgId), "roles"],
      [...queryKeys.organization(orgId), "role", values.name],
    ],
    onDone: () => router.navigate({ to: paths.roles(orgName) }),
  });
  const nameCheck = useNameCheck({
    name: values.name,
    ownName: role?.name,
    problemOf: roleNameProblem,
    path: withQuery("/api/roles/validate", { orgId }),
    isPaused: save.isPending || save.isSuccess,
  });
  const chosen = new Set(values.chosen);
  const isOutdated = role !== undefined && draft.isOutdated;
  const isReady = !isOutdated && isFilled(values) && nameCheck.state !== "refused";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate();
      }}
    >
      <RoleWords values={values} nameCheck={nameCheck} isQuiet={role !== undefined} onChange={set} />
      <RoleMatrix chosen={chosen} isReadOnly={false} onToggle={(permission) => set({ chosen: [...toggled(chosen, permission)].sort() })} />
      {role === undefined ? undefined : (
        <p className="sentence">Whoever has the role may do at once what is chosen here, and nothing else.</p>
      )}
      <OutdatedNote isOutdated={isOutdated} onReload={draft.reload} />
      {save.error === null ? undefined : <ErrorNote title="The role was not saved." error={save.error} />}
      <Group gap="xs" className="role-save">
        <GuardedButton verdict={may} type="submit" disabled={!isReady} loading={save.isPending}>
          {role === undefined ? "Make role" : "Save"}
        </GuardedButton>
        <LinkButton variant="default" to={paths.roles(orgName)}>
          Cancel
        </LinkButton>
      </Group>
    </form>
  );
}

const isFilled = ({ name, description }: RoleValues): boolean => name !== "" && description.trim() !== "";

interface RoleWordsProps {
  readonly values: RoleValues;
  readonly nameCheck: NameCheck;
  readonly isQuiet: boolean;
  readonly onChange: (changed: Partial<RoleValues>) => void;
}

/** What the role is called, what it is for, and where its permissions come from. */
function RoleWords({ values, nameCheck, isQuiet, onChange }: RoleWordsProps) {
  return (
    <div className="form-narrow">
      <NameInput value={values.name} check={nameCheck} placeholder="curator" isQuiet={isQuiet} onChange={(name) => onChange({ name })} />
      <TextInput
        label="What for"
        description="A sentence for whoever gives the role to somebody."
        maxLength={120}
        value={values.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <NativeSelect
        label="Begin with the permissions of"
        data={[{ value: "", label: "Choose a built-in role …" }, ...builtInRoles.map((one) => ({ value: one, label: one }))]}
        value=""
        onChange={(event) => onChange({ chosen: permissionsOfRole(event.currentTarget.value) ?? values.chosen })}
      />
    </div>
  );
}

const valuesOf = ({ name, description, permissions }: Role): RoleValues => ({ name, description, chosen: permissions.toSorted() });
const copyOf = ({ permissions }: Role): RoleValues => ({ name: "", description: "", chosen: permissions.toSorted() });

function permissionsOfRole(name: string): readonly string[] | undefined {
  const role = builtInRoles.find((one) => one === name);
  return role === undefined ? undefined : [...permissionsOf(role)].sort();
}

async function saveRole(orgId: number, role: Role | undefined, { name, description, chosen }: RoleValues): Promise<void> {
  const body = { name, description: description.trim(), permissions: chosen };
  if (role === undefined) await post(withQuery("/api/roles", { orgId }), body);
  else await put(withQuery(`/api/roles/${encodeURIComponent(role.name)}`, { orgId }), { ...body, lastUpdated: role.lastUpdated });
}
