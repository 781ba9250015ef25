import type { Credentials } from "@postern/contracts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { MonoText } from "../../../ui/MonoText.tsx";

/** The half of an SSH key that belongs on the cluster, ready for its authorized_keys. */
export function SshPublicHalf({ credential: { name, keys } }: { readonly credential: Credentials }) {
  const publicKey = keys?.["publicKey"];
  const fingerprint = keys?.["fingerprint"];
  if (typeof publicKey !== "string") return undefined;
  // "restrict" takes from the key what Postern does not need: a terminal, forwarding of ports and agents.
  const line = `restrict ${publicKey} postern-${name}`;
  return (
    <section className="page-part" aria-labelledby="public-heading">
      <h2 id="public-heading">Public half</h2>
      {typeof fingerprint === "string" ? (
        <p className="sentence">
          Fingerprint <MonoText text={fingerprint} what="the fingerprint" />
        </p>
      ) : undefined}
      <p className="sentence">
        Add this line to ~/.ssh/authorized_keys of the account on the cluster. It allows commands and files, nothing else.
      </p>
      <div className="key-line">
        <code tabIndex={0} role="region" aria-label="Line for authorized_keys">
          {line}
        </code>
        <CopyButton text={line} what="the line" />
      </div>
    </section>
  );
}
