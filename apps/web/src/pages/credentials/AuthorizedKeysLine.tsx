import { CopyButton } from "../../ui/CopyButton.tsx";
import "./AuthorizedKeysLine.css";

/** What has to stand on the cluster before a key opens anything there. */
export function AuthorizedKeysLine({ line }: { readonly line: string }) {
  return (
    <>
      <p className="sentence">
        Add this line to ~/.ssh/authorized_keys of the account on the cluster. It allows commands and files, nothing else.
      </p>
      <div className="key-line">
        <code tabIndex={0} role="region" aria-label="Line for authorized_keys">
          {line}
        </code>
        <CopyButton text={line} what="the line" />
      </div>
    </>
  );
}
