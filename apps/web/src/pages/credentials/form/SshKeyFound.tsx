import type { InspectSshKeyResponse } from "@postern/contracts";
import { MonoText } from "../../../ui/MonoText.tsx";
import { StateMark } from "../../../ui/StateMark.tsx";
import { AuthorizedKeysLine } from "../AuthorizedKeysLine.tsx";
import "./SshKeyFound.css";

/** What the key is that stands in the form, and what was mended in it. */
export function SshKeyFound({ answer }: { readonly answer: InspectSshKeyResponse | undefined }) {
  const key = answer?.key ?? null;
  return (
    <div className="ssh-key-found" role="status">
      {answer === undefined || key === null ? undefined : (
        <>
          <span className="ssh-key-what">
            <StateMark look={{ shape: "check", tone: "succeeded", word: `${key.algorithm}, ${String(key.bits)} bits` }} />
            <MonoText text={key.fingerprint} what="the fingerprint" maxLength={30} />
          </span>
          {[...answer.warnings, ...(answer.certificateInfo === null ? [] : [answer.certificateInfo])].map((sentence) => (
            <div key={sentence} className="quiet">
              {sentence}
            </div>
          ))}
          <AuthorizedKeysLine line={key.authorizedKeysLine} />
        </>
      )}
    </div>
  );
}
