import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { AuditScope } from "../../api/audit-queries.ts";
import { queries } from "../../api/queries.ts";
import { isAsking } from "../../hooks/is-asking.ts";
import type { Choices, Pick } from "../../ui/PickList.tsx";

const max = 8;

interface Person {
  readonly id: number;
  readonly userName: string;
  readonly email: string;
}

/** Who could have acted there, by the beginning of a name: everybody on the server, or the people of an organization. */
export function usePersons(scope: AuditScope, text: string): Choices<Pick> {
  const [search] = useDebouncedValue(text.trim(), 200);
  const query = { max, offset: 0, search };
  const isServer = scope.kind === "server";
  const orgId = isServer ? 0 : scope.orgId;
  const accounts = useQuery({ ...queries.accounts({ ...query, state: undefined }), enabled: isServer });
  const members = useQuery({ ...queries.people(orgId, "members", query), enabled: !isServer });
  const collaborators = useQuery({ ...queries.people(orgId, "collaborators", query), enabled: !isServer });
  const ofOrganization = [members, collaborators].flatMap(({ data }) => data?.members ?? []);
  const found: readonly Person[] = isServer ? (accounts.data?.accounts ?? []) : ofOrganization.map((one) => ({ ...one, id: one.userId }));
  const asked = isServer ? [accounts] : [members, collaborators];
  return {
    choices: found
      .filter((person) => fits(person, text))
      .map(({ id, userName, email }) => ({ id: String(id), name: userName, kind: email })),
    isAsking: search !== text.trim() || asked.some(isAsking),
  };
}

/** While an answer is on the way, the older one must not offer somebody else. */
const fits = ({ userName, email }: Person, text: string): boolean =>
  `${userName} ${email}`.toLowerCase().includes(text.trim().toLowerCase());
