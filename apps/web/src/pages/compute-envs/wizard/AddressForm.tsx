import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { readClusterAddress } from "./cluster-address.ts";
import type { ClusterWay } from "./proposed-values.ts";
import type { Wizard } from "./use-wizard.ts";

export interface AddressFormProps {
  /** What a link brought along. */
  readonly first: string;
  readonly firstKey: string | undefined;
  readonly wizard: Wizard;
}

/** One field: where one would sign in. */
export function AddressForm({ first, firstKey, wizard }: AddressFormProps) {
  const mayLook = useMay("compute_environment:write");
  const { key, keys, choose, isOurs } = useKeyChoice(wizard, firstKey);
  const [text, setText] = useState(first);
  const [problem, setProblem] = useState<string>();
  const submit = (): void => {
    const read = readClusterAddress(text);
    setProblem("problem" in read ? read.problem : undefined);
    if ("address" in read) wizard.look({ address: read.address, credentialsId: key });
  };
  return (
    <form
      className="wizard-address-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="wizard-address">
        <TextInput
          label="Where is the cluster?"
          description="As you sign in there: account@host, account@host:port, or ssh -J gate account@host. This server has to reach it."
          placeholder="ada@login.cluster.example.org"
          className="mono-field"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <GuardedButton verdict={mayLook} type="submit" className="wizard-look" loading={wizard.isRunning && isOurs}>
          Look
        </GuardedButton>
      </div>
      {keys.length === 0 ? undefined : (
        <NativeSelect
          className="wizard-key"
          label="Key"
          data={[...keys.map(({ id, name }) => ({ value: id, label: name })), { value: "", label: "A new one, made when it is needed" }]}
          value={key}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}
    </form>
  );
}

/** The key that was chosen, or made meanwhile, or named by the link; else the first that there is. */
function useKeyChoice({ way }: Wizard, firstKey: string | undefined) {
  const { data } = useQuery(queries.credentials(useScope()));
  const keys = (data?.credentials ?? []).filter(({ provider }) => provider === "ssh");
  const [chosen, choose] = useState<string>();
  const key = chosen ?? keyOf(way) ?? firstKey ?? keys[0]?.id ?? "";
  return { keys, key, choose, isOurs: way?.address !== undefined };
}

const keyOf = (way: ClusterWay | undefined): string | undefined =>
  way?.address === undefined || way.credentialsId === "" ? undefined : way.credentialsId;
