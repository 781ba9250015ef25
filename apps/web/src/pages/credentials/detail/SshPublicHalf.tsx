import type { Credentials } from "@postern/contracts";
import { MonoText } from "../../../ui/MonoText.tsx";
import { AuthorizedKeysLine } from "../AuthorizedKeysLine.tsx";

/** The half of an SSH key that belongs on the cluster, ready for its authorized_keys. */
export function SshPublicHalf({ credential: { keys } }: { readonly credential: Credentials }) {
  const publicKey = keys?.["publicKey"];
  const fingerprint = keys?.["fingerprint"];
  const certificateInfo = keys?.["certificateInfo"];
  const line = keys?.["authorizedKeysLine"];
  if (typeof publicKey !== "string") return undefined;
  return (
    <section className="page-part" aria-labelledby="public-heading">
      <h2 id="public-heading">Public half</h2>
      {typeof fingerprint === "string" ? (
        <p className="sentence">
          Fingerprint <MonoText text={fingerprint} what="the fingerprint" />
        </p>
      ) : undefined}
      {typeof certificateInfo === "string" ? <p className="sentence">{certificateInfo}</p> : undefined}
      {typeof line === "string" ? <AuthorizedKeysLine line={line} /> : undefined}
    </section>
  );
}
