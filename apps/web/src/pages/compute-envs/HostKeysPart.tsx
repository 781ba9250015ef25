import type { ComputeEnv, HostKeysOfHop, HostKeysResponse, OfferedHostKey } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { ConfirmHostKeyDialog } from "./ConfirmHostKeyDialog.tsx";
import { HostKeyHop } from "./HostKeyHop.tsx";
import { KnownHostsDialog } from "./KnownHostsDialog.tsx";
import { ReplaceHostKeyDialog } from "./ReplaceHostKeyDialog.tsx";
import "./HostKeysPart.css";

/** A key to decide about, as it stood there when the dialog was opened: another one that comes meanwhile is not taken with it. */
interface Judged {
  readonly hop: HostKeysOfHop;
  readonly offered: OfferedHostKey;
}

/** Which keys the hosts on the way are known by, and those that somebody has to look at. */
export function HostKeysPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const keys = useQuery(queries.hostKeys(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [judged, setJudged] = useState<Judged>();
  const [isPasting, setPasting] = useState(false);
  // The way is an agent's: a client gave the name of a host all the same.
  if (keys.data?.hops.length === 0) return undefined;
  const Dialog = judged?.offered.state === "refused" ? ReplaceHostKeyDialog : ConfirmHostKeyDialog;
  return (
    <section className="page-part" aria-labelledby="host-keys">
      <div className="page-part-head">
        <h2 id="host-keys">Host keys</h2>
        {keys.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setPasting(true)}>
            Paste known_hosts
          </GuardedButton>
        )}
      </div>
      <Answer to={keys} failure="The host keys could not be read." rows={2}>
        {(known) => (
          <>
            <p className="sentence">{ruleWords(known)}</p>
            <ol className="host-key-hops" aria-label="Hosts on the way">
              {known.hops.map((hop) => (
                <HostKeyHop
                  key={`${hop.host} ${String(hop.port)}`}
                  hop={hop}
                  mayEdit={mayEdit}
                  onJudge={(offered) => setJudged({ hop, offered })}
                />
              ))}
            </ol>
          </>
        )}
      </Answer>
      {judged === undefined ? undefined : <Dialog environment={environment} {...judged} onClose={() => setJudged(undefined)} />}
      {isPasting ? <KnownHostsDialog environment={environment} onClose={() => setPasting(false)} /> : undefined}
    </section>
  );
}

const ruleWords = ({ mustBeConfirmed }: HostKeysResponse): string =>
  mustBeConfirmed
    ? "By its key a host proves to be itself. A new one is used only when somebody has confirmed it here."
    : "By its key a host proves to be itself. A new one is pinned at the first sign-in; the settings of a workspace can demand that somebody confirms it before.";
