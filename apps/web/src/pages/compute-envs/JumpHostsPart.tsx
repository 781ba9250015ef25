import type { ComputeEnv, JumpHostAnswer, ManagedJumpHostAnswer } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { hopName } from "./host-key-words.ts";
import { JumpHostsDialog } from "./JumpHostsDialog.tsx";
import "./JumpHosts.css";

/** The hosts to pass on the way to a login node, and the way to change them. */
export function JumpHostsPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const way = useQuery(queries.hostKeys(scope, environment.id)).data?.hops;
  const jumpHosts = useQuery(queries.jumpHosts(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  // The way is an agent's: a client gave the name of a host all the same.
  if (way?.length === 0) return undefined;
  return (
    <section className="page-part" aria-labelledby="jump-hosts">
      <div className="page-part-head">
        <h2 id="jump-hosts">Jump hosts</h2>
        {jumpHosts.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
            Change jump hosts
          </GuardedButton>
        )}
      </div>
      <Answer to={jumpHosts} failure="The jump hosts could not be read." rows={1}>
        {({ jumpHosts: hosts, managedJumpHosts: managed }) =>
          hosts.length === 0 ? (
            <ManagedHostsWords hosts={managed} />
          ) : (
            <ol className="jump-host-list">
              {hosts.map((host) => (
                <JumpHostWords key={`${host.hostName} ${String(host.port)}`} host={host} />
              ))}
            </ol>
          )
        }
      </Answer>
      {isOpen && jumpHosts.data !== undefined ? (
        <JumpHostsDialog environment={environment} login={way?.at(-1)} known={jumpHosts.data} onClose={() => setOpen(false)} />
      ) : undefined}
    </section>
  );
}

/** Where the environment has none of its own. */
function ManagedHostsWords({ hosts }: { readonly hosts: readonly ManagedJumpHostAnswer[] }) {
  if (hosts.length === 0) return <p className="sentence">None: this server connects to the login node itself.</p>;
  return (
    <>
      <p className="sentence">Those of its managed identity. Everybody passes them with their own account and key.</p>
      <ol className="jump-host-list">
        {hosts.map(({ hostName, port }) => (
          <li key={`${hostName} ${String(port)}`}>
            <strong>{hopName({ host: hostName, port })}</strong>
          </li>
        ))}
      </ol>
    </>
  );
}

function JumpHostWords({ host: { hostName, port, userName, credentialsId } }: { readonly host: JumpHostAnswer }) {
  const scope = useScope();
  const credentials = useQuery(queries.credentials(scope));
  const key = credentials.data?.credentials.find(({ id }) => id === credentialsId);
  return (
    <li>
      <strong>{hopName({ host: hostName, port })}</strong> as {userName}, with{" "}
      {key === undefined ? (
        credentialsId
      ) : (
        <Link className="in-text" to={paths.credential(scope, key.id)}>
          {key.name}
        </Link>
      )}
    </li>
  );
}
