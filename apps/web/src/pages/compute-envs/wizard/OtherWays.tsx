import type { ManagedIdentity } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queries } from "../../../api/queries.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope, useSession } from "../../../hooks/use-scope.ts";
import { GuardedButton, GuardedLink } from "../../../layouts/GuardedButton.tsx";
import { LinkButton } from "../../../layouts/LinkButton.tsx";
import { paths } from "../../../paths.ts";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { platformName } from "../platforms.ts";
import type { Wizard } from "./use-wizard.ts";

/** Clusters that the organization has named, and the machine of this server. Nothing where there are none. */
export function OtherWays({ wizard }: { readonly wizard: Wizard }) {
  const scope = useScope();
  const mayLook = useMay("compute_environment:write");
  const { orgId, orgName } = scope.kind === "workspace" ? scope : { orgId: 0, orgName: "" };
  const { data, error, refetch } = useQuery({ ...queries.managedIdentities(orgId), enabled: orgId !== 0 });
  const hasMachine = useSession().mayUseServerMachine && scope.kind !== "workspace";
  const identities = data?.managedIdentities ?? [];
  if (error !== null) {
    return <ErrorNote title="The managed identities could not be read." error={error} onRetry={() => void refetch()} />;
  }
  if (identities.length === 0 && !hasMachine) return undefined;
  return (
    <section aria-labelledby="other-ways-heading">
      <h2 id="other-ways-heading">Or one that is known here</h2>
      <ul className="wizard-agents" aria-label="Known here">
        {identities.map((identity) => (
          <WayLine key={identity.id} name={identity.name} words={identityWords(identity)}>
            {identity.ownKey === null ? (
              <LinkButton to={paths.managedIdentities(orgName)} variant="default">
                Add your key for {identity.name}
              </LinkButton>
            ) : (
              <GuardedButton verdict={mayLook} variant="default" onClick={() => wizard.look({ credentialsId: "", identity })}>
                Use {identity.name}
              </GuardedButton>
            )}
          </WayLine>
        ))}
        {hasMachine ? (
          <WayLine
            name="The machine of this server"
            words="Without a scheduler, and as its own account: for administrators, and not for a workspace."
          >
            <GuardedLink
              verdict={mayLook}
              to={paths.newComputeEnv(scope)}
              search={{ by: "hand", platform: "local-platform" }}
              variant="default"
            >
              Use this machine
            </GuardedLink>
          </WayLine>
        ) : undefined}
      </ul>
    </section>
  );
}

interface WayLineProps {
  readonly name: string;
  readonly words: string;
  readonly children: ReactNode;
}

function WayLine({ name, words, children }: WayLineProps) {
  return (
    <li className="wizard-agent">
      <span className="wizard-agent-words">
        {name}
        <span className="quiet">{words}</span>
      </span>
      {children}
    </li>
  );
}

function identityWords({ platform, hostName, ownKey }: ManagedIdentity): string {
  const key = ownKey === null ? "You have no key for it yet." : `You are ${ownKey.userName} there.`;
  return `${platformName(platform)} on ${hostName}, each person with their own key. ${key}`;
}
