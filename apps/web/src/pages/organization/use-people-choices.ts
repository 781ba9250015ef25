import type { Member } from "@postern/contracts";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { isAsking } from "../../hooks/is-asking.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import type { Choices, Pick } from "../../ui/PickList.tsx";

export interface PersonChoice extends Pick {
  readonly member: Member;
}

/** People of the organization whose user name or address begins with what is typed: members, then collaborators. */
export function usePeopleChoices(text: string): Choices<PersonChoice> {
  const { orgId } = useOrganization();
  const [search] = useDebouncedValue(text.trim(), 200);
  const query = { max: 8, offset: 0, search };
  const members = useQuery(queries.people(orgId, "members", query));
  const collaborators = useQuery(queries.people(orgId, "collaborators", query));
  const found = [...(members.data?.members ?? []), ...(collaborators.data?.members ?? [])];
  return {
    choices: found.filter((member) => beginsWith(member, text)).map(choiceOf),
    isAsking: search !== text.trim() || isAsking(members) || isAsking(collaborators),
  };
}

/** As the server finds them. While its answer is on the way, the older one must not offer somebody else. */
function beginsWith({ userName, email }: Member, text: string): boolean {
  const words = text.trim().toLowerCase();
  return userName.toLowerCase().startsWith(words) || email.toLowerCase().startsWith(words);
}

const choiceOf = (member: Member): PersonChoice => ({
  id: `person ${String(member.memberId)}`,
  name: nameOf(member),
  kind: member.role === "collaborator" ? `${member.email} · collaborator` : member.email,
  member,
});

function nameOf({ firstName, lastName, userName }: Member): string {
  const full = [firstName, lastName].filter((part) => part !== null && part !== "").join(" ");
  return full === "" ? userName : `${full} (${userName})`;
}
