import type { HostKeysOfHop, OfferedHostKey, PinnedHostKey } from "@postern/contracts";
import type { Verdict } from "../../hooks/use-may.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { CodeLine } from "../../ui/CodeLine.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import { Fingerprint } from "./Fingerprint.tsx";
import { compareCommand, hopLook, hopName, trustWords } from "./host-key-words.ts";

export interface HostKeyHopProps {
  readonly hop: HostKeysOfHop;
  readonly mayEdit: Verdict;
  readonly onJudge: (offered: OfferedHostKey) => void;
}

/** One host, the keys by which it is known, and the one that waits for a decision. */
export function HostKeyHop({ hop, mayEdit, onJudge }: HostKeyHopProps) {
  const { keys, offered, revoked } = hop;
  return (
    <li className="host-key-hop">
      <div className="host-key-hop-head">
        <strong>{hopName(hop)}</strong>
        <span className="quiet">
          {hop.isJumpHost ? "jump host" : "login node"}
          {hop.userName === "" ? "" : `, as ${hop.userName}`}
        </span>
        <StateMark look={hopLook(hop)} />
      </div>
      {offered === null ? undefined : <Offered hop={hop} offered={offered} mayEdit={mayEdit} onJudge={() => onJudge(offered)} />}
      {keys.map((key) => (
        <Pinned key={key.fingerprint} hop={hop} pinned={key} />
      ))}
      {revoked.map((key) => (
        <Revoked key={key.fingerprint} hop={hop} revoked={key} />
      ))}
      {keys.length === 0 && offered === null ? <p className="sentence">It has shown no key yet: the check asks it for one.</p> : undefined}
    </li>
  );
}

function Pinned({ hop, pinned }: { readonly hop: HostKeysOfHop; readonly pinned: PinnedHostKey }) {
  return (
    <div className="host-key">
      <Fingerprint of={pinned} what={`the fingerprint of ${hopName(hop)}`} />
      <div className="quiet">
        {trustWords(pinned)}, <RelativeTime at={pinned.pinnedAt} />
      </div>
      {pinned.trust === "first_use" ? (
        <details>
          <summary>Compare it</summary>
          <p className="sentence">This command, run on the host itself by an administrator of the cluster, prints the same fingerprint.</p>
          <CodeLine text={compareCommand(pinned.algorithm)} label="Command to compare" what="the command" />
        </details>
      ) : undefined}
    </div>
  );
}

function Revoked({ hop, revoked }: { readonly hop: HostKeysOfHop; readonly revoked: PinnedHostKey }) {
  return (
    <div className="host-key">
      <Fingerprint of={revoked} what={`the revoked fingerprint of ${hopName(hop)}`} />
      <div className="quiet">
        revoked and never taken: {trustWords(revoked)}, <RelativeTime at={revoked.pinnedAt} />
      </div>
    </div>
  );
}

interface OfferedProps {
  readonly hop: HostKeysOfHop;
  readonly offered: OfferedHostKey;
  readonly mayEdit: Verdict;
  readonly onJudge: () => void;
}

function Offered({ hop, offered, mayEdit, onJudge }: OfferedProps) {
  const isRefused = offered.state === "refused";
  return (
    <div className={isRefused ? "host-key-alarm" : "warning-note"} role={isRefused ? "alert" : "status"}>
      <p>
        {isRefused ? (
          <>
            <strong>{hopName(hop)} shows another key than the one that is trusted.</strong> Its system may have been installed anew, or
            somebody stands between. Nothing is sent to it, and nothing is submitted here until somebody has decided.
          </>
        ) : (
          <>{hopName(hop)} shows this key for the first time. Nobody is signed in there before somebody has confirmed that it is its own.</>
        )}
      </p>
      <Fingerprint of={offered} what={`the new fingerprint of ${hopName(hop)}`} />
      <div className="host-key-act">
        <span className="quiet">
          seen <RelativeTime at={offered.offeredAt} />
        </span>
        <GuardedButton verdict={mayEdit} variant={isRefused ? "default" : "filled"} onClick={onJudge}>
          {isRefused ? "Look into it" : "Compare and confirm"}
        </GuardedButton>
      </div>
    </div>
  );
}
