import { NativeSelect, TextInput } from "@mantine/core";
import type { InviteMemberResponse } from "@postern/contracts";
import type { OrganizationRole } from "@postern/domain";
import { faultyFields } from "../../api/api-error.ts";
import { post, put } from "../../api/client.ts";
import type { PeopleSection } from "../../api/organization-queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import type { AddMemberAnswer } from "../../api/types.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OneTimeLinkDialog } from "../../ui/OneTimeLinkDialog.tsx";

export interface InviteDialogProps {
  readonly section: PeopleSection;
  readonly onClose: () => void;
}

interface Invitation {
  readonly who: string;
  readonly role: OrganizationRole;
}

/** Lets somebody into the organization. For somebody who is new here it then shows the link by which they come in. */
export function InviteDialog({ section, onClose }: InviteDialogProps) {
  const { orgId, name } = useOrganization();
  const { values, set } = useFields<Invitation>({ who: "", role: section === "members" ? "member" : "collaborator" });
  const invite = useChange({
    act: (wish: Invitation) => letIn(orgId, wish),
    old: [queryKeys.organization(orgId)],
    onDone: ({ invitation }) => {
      if (invitation === null) onClose();
    },
  });
  const made = invite.data;
  if (made !== undefined && made.invitation !== null) {
    return <OneTimeLinkDialog link={made.invitation} account={made.member} onClose={onClose} />;
  }
  const isToBlame = faultyFields(invite.error).some((field) => ["user", "email"].includes(field));
  return (
    <FormDialog
      title={section === "members" ? `Invite a member to ${name}` : `Invite a collaborator to ${name}`}
      verb="Invite"
      isReady={values.who.trim() !== ""}
      isBusy={invite.isPending}
      error={invite.error}
      failure="Nobody was invited."
      onSubmit={() => invite.mutate({ ...values, who: values.who.trim() })}
      onClose={onClose}
    >
      <TextInput
        label="E-mail address or user name"
        description="Somebody without an account gets one, and a link to come in. A user name must be known here."
        data-autofocus
        autoComplete="off"
        value={values.who}
        error={isToBlame}
        onChange={(event) => set({ who: event.currentTarget.value })}
      />
      {section === "members" ? (
        <NativeSelect
          label="Role"
          data={[
            { value: "member", label: "member – takes part where they are given a role" },
            { value: "owner", label: "owner – may do everything in the organization" },
          ]}
          value={values.role}
          onChange={(event) => set({ role: event.currentTarget.value === "owner" ? "owner" : "member" })}
        />
      ) : undefined}
    </FormDialog>
  );
}

/** An address is invited, a user name is added; both end as a member with the role. */
async function letIn(orgId: number, { who, role }: Invitation): Promise<InviteMemberResponse> {
  const path = `/api/orgs/${String(orgId)}/members`;
  if (who.includes("@")) return post<InviteMemberResponse>(`/api/postern/v1/orgs/${String(orgId)}/invitations`, { email: who, role });
  const { member } = await put<AddMemberAnswer>(`${path}/add`, { user: who });
  if (role !== member.role) await put(`${path}/${String(member.memberId)}/role`, { role });
  return { member, invitation: null };
}
