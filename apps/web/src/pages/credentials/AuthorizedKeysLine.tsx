import { AdministratorMail } from "./AdministratorMail.tsx";
import { CodeLine } from "../../ui/CodeLine.tsx";

/** What has to stand on the cluster before a key opens anything there. */
export function AuthorizedKeysLine({ line }: { readonly line: string }) {
  return (
    <>
      <p className="sentence">
        Add this line to ~/.ssh/authorized_keys of the account on the cluster. It allows commands and files, nothing else.
      </p>
      <CodeLine text={line} label="Line for authorized_keys" what="the line" />
      <AdministratorMail way={{ kind: "ssh", line }} />
    </>
  );
}
