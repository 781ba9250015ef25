import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { AuthorizedKeysLine } from "../credentials/AuthorizedKeysLine.tsx";
import type { EnvironmentFieldsProps } from "./environment-form.ts";
import { lineOnWay } from "./line-on-way.ts";
import { JumpHostsField } from "./JumpHostsField.tsx";

export interface SshFieldsProps extends EnvironmentFieldsProps {
  readonly credentialId: string;
  /** The jump hosts of one that is there already are changed on its page. */
  readonly isMade: boolean;
  /** Somebody has signed in there so, and has compared its key. */
  readonly isKnown: boolean;
}

/** Where a key signs in, and as whom. */
export function SshFields({ values, problems, credentialId, isMade, isKnown, onChange }: SshFieldsProps) {
  const scope = useScope();
  // A help, not a condition: whoever put the key there before needs no line.
  const line = useQuery(queries.credential(scope, credentialId)).data?.credentials.keys?.["authorizedKeysLine"];
  return (
    <>
      <div className="ssh-host">
        <TextInput
          label="Login node"
          description="Its host name. Postern signs in there to submit jobs and to ask after them, so it must be reachable from this server, or from the last jump host."
          placeholder="login.cluster.example.org"
          autoComplete="off"
          spellCheck={false}
          value={values.hostName}
          error={problems.hostName}
          onChange={(event) => onChange({ hostName: event.currentTarget.value })}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          autoComplete="off"
          value={values.port}
          error={problems.port}
          onChange={(event) => onChange({ port: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label="User name"
        description="The account on the cluster. All jobs of this environment run as this account, whoever launches them."
        autoComplete="off"
        spellCheck={false}
        value={values.userName}
        error={problems.userName}
        onChange={(event) => onChange({ userName: event.currentTarget.value })}
      />
      {isMade ? undefined : (
        <JumpHostsField
          lines={values.jumpHosts}
          problems={problems.jumpHosts ?? {}}
          credentialsId={credentialId}
          login={values}
          onChange={(jumpHosts) => onChange({ jumpHosts })}
        />
      )}
      {typeof line !== "string" || isMade || isKnown ? undefined : (
        <div>
          <AuthorizedKeysLine line={lineOnWay(line, { isFirst: values.jumpHosts.length === 0 })} />
        </div>
      )}
      {isKnown ? undefined : <p className="sentence">{isMade ? keysOfMade : keysOfNew}</p>}
    </>
  );
}

const keysOfNew =
  "The host keys of the login node and of the hosts before it are asked for next. They are shown on the page of the environment for you to compare, so that nobody can stand between.";
const keysOfMade =
  "Another host is asked for its key next, which you compare on the page of the environment. Jump hosts are changed there too. While runs are unfinished, host and account stay as they are; another key for the same account is fine.";
