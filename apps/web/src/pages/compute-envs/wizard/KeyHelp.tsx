import { Button } from "@mantine/core";
import type { GenerateSshKeyResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queries } from "../../../api/queries.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { paths } from "../../../paths.ts";
import { CodeLine } from "../../../ui/CodeLine.tsx";
import { AdministratorMail } from "../../credentials/AdministratorMail.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { lineOnWay } from "../line-on-way.ts";
import { writeHost } from "./cluster-address.ts";
import type { ClusterAddress } from "./cluster-address.ts";
import { freeName, nameOfHost } from "./proposed-names.ts";
import type { Wizard } from "./use-wizard.ts";

/** A key is made in place where there is none, and brought to the cluster by its line. */
export function KeyHelp({ wizard }: { readonly wizard: Wizard }) {
  const { again, way } = wizard;
  if (way?.address === undefined) return undefined;
  if (way.credentialsId === "") return <MakeKey address={way.address} onMade={(credentialsId) => wizard.take({ ...way, credentialsId })} />;
  return (
    <section className="wizard-help" aria-labelledby="line-heading">
      <h3 id="line-heading">Bring the key to the cluster</h3>
      <KeyLines address={way.address} credentialsId={way.credentialsId} />
      <Button onClick={() => again()}>Try again</Button>
    </section>
  );
}

function MakeKey({ address, onMade }: { readonly address: ClusterAddress; readonly onMade: (credentialsId: string) => void }) {
  const scope = useScope();
  const mayMake = useMay("credentials:write");
  const { data } = useQuery(queries.credentials(scope));
  const make = useChange({
    act: () => {
      const name = freeName(
        `${nameOfHost(address.hostName)}-key`,
        (data?.credentials ?? []).map((one) => one.name),
      );
      return post<GenerateSshKeyResponse>(inWorkspace(scope, "/api/postern/v1/credentials/generate-ssh-key"), { name });
    },
    old: [queryKeys.credentials(scope)],
    onDone: ({ credentialsId }) => onMade(credentialsId),
  });
  return (
    <section className="wizard-help" aria-labelledby="make-heading">
      <h3 id="make-heading">A key for {address.userName}</h3>
      <p className="sentence">
        An Ed25519 pair is made here. Its private half is sealed at once, and nobody sees it; its public half you bring to the cluster. A
        key that you have can be{" "}
        <Link className="in-text" to={paths.newCredential(scope)} search={() => ({ provider: "ssh" })}>
          added as a credential
        </Link>
        .
      </p>
      {make.error === null ? undefined : <ErrorNote title="No key was made." error={make.error} />}
      <GuardedButton verdict={mayMake} loading={make.isPending} onClick={() => make.mutate()}>
        Make a key
      </GuardedButton>
    </section>
  );
}

/** One line for each host on the way: each lets through what it has to. */
function KeyLines({ address, credentialsId }: { readonly address: ClusterAddress; readonly credentialsId: string }) {
  const scope = useScope();
  const { data } = useQuery(queries.credential(scope, credentialsId));
  const line = data?.credentials.keys?.["authorizedKeysLine"];
  if (typeof line !== "string") return <p className="sentence">The public half of the key has to be in ~/.ssh/authorized_keys there.</p>;
  const { jumps, ...login } = address;
  const way = [...jumps, login];
  return (
    <>
      {way.map((host, place) => {
        const next = way[place + 1];
        const text = lineOnWay(line, { isFirst: place === 0, ...(next === undefined ? {} : { next }) });
        return (
          <div key={writeHost(host)} className="wizard-line">
            <p className="sentence">Append this line to ~/.ssh/authorized_keys of {writeHost(host)}:</p>
            <CodeLine
              text={text}
              label={way.length === 1 ? "Line for authorized_keys" : `Line for authorized_keys of ${writeHost(host)}`}
              what="the line"
            />
          </div>
        );
      })}
      <AdministratorMail way={{ kind: "ssh", line: lineOnWay(line, { isFirst: jumps.length === 0 }) }} />
    </>
  );
}
