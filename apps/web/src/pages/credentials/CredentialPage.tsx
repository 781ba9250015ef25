import type { Credentials } from "@postern/contracts";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton, GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { credentialLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { UseLimitPart } from "../use-limit/UseLimitPart.tsx";
import { DeleteCredentialDialog } from "./DeleteCredentialDialog.tsx";
import { AgentPart } from "./detail/AgentPart.tsx";
import { CredentialSettings } from "./detail/CredentialSettings.tsx";
import { CredentialStatus } from "./detail/CredentialStatus.tsx";
import { DependentsPart } from "./detail/DependentsPart.tsx";
import { SshPublicHalf } from "./detail/SshPublicHalf.tsx";
import { UsagePart } from "./detail/UsagePart.tsx";
import { listTitle } from "./list-title.ts";
import { providerName } from "./providers.ts";
import "./CredentialPage.css";

/** Does it still work, what stops without it, and who opened it when? */
export function CredentialPage() {
  const scope = useScope();
  const answer = useQuery(queries.credential(scope, usePathMember("credentialId")));
  usePageTitle(answer.data?.credentials.name, listTitle(scope));
  return (
    <Answer to={answer} failure="The credential could not be read." rows={8}>
      {({ credentials }) => <CredentialDetail credential={credentials} />}
    </Answer>
  );
}

function CredentialDetail({ credential }: { readonly credential: Credentials }) {
  const scope = useScope();
  const mayEdit = useMay("credentials:write");
  const mayDelete = useMay("credentials:delete");
  const [isLeaving, setLeaving] = useState(false);
  const actions = (
    <>
      <GuardedLink
        verdict={mayEdit}
        variant="default"
        to={paths.editCredential(scope, credential.id)}
        leftSection={<IconPencil size={15} />}
      >
        Edit
      </GuardedLink>
      <GuardedButton verdict={mayDelete} variant="default" leftSection={<IconTrash size={15} />} onClick={() => setLeaving(true)}>
        Delete
      </GuardedButton>
    </>
  );
  return (
    <>
      <PageHeader title={credential.name} actions={actions}>
        <span className="detail-line">
          <StateMark look={credentialLook(credential.status)} />
          <span>{providerName(credential.provider)}</span>
          <Link to={paths.credentials(scope)}>All credentials</Link>
        </span>
      </PageHeader>
      <div className="detail-columns">
        <div>
          <CredentialStatus credential={credential} />
          <SshPublicHalf credential={credential} />
          <AgentPart credential={credential} />
          <DependentsPart credentialId={credential.id} />
          <UsagePart credentialId={credential.id} />
        </div>
        <div>
          <CredentialSettings credential={credential} />
          <UseLimitPart thing={{ kind: "credentials", id: credential.id, name: credential.name }} may={mayEdit} />
        </div>
      </div>
      {isLeaving ? <DeleteCredentialDialog credential={credential} isOnItsPage onClose={() => setLeaving(false)} /> : undefined}
    </>
  );
}
