import { useSession } from "../../hooks/use-scope.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { mailToAdministrators } from "./administrator-mail.ts";
import type { AskedWay } from "./administrator-mail.ts";
import "./AdministratorMail.css";

/** For whoever has to ask first: a mail with all that they will be asked back. */
export function AdministratorMail({ way }: { readonly way: AskedWay }) {
  const { publicUrl } = useSession();
  const text = mailToAdministrators(way, publicUrl);
  return (
    <details className="more-fields">
      <summary>Ask the administrators of the cluster first?</summary>
      <div className="administrator-mail">
        <p className="sentence">A mail that says what happens there, and asks what only they know. Change it as you like.</p>
        <pre className="administrator-mail-text" tabIndex={0} role="region" aria-label="Mail to the administrators">
          {text}
        </pre>
        <CopyButton text={text} what="the mail" isWide />
      </div>
    </details>
  );
}
