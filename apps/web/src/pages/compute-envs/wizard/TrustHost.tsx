import { Button } from "@mantine/core";
import type { ClusterDiscovery, ConfirmHostKeyRequest } from "@postern/contracts";
import { CodeLine } from "../../../ui/CodeLine.tsx";
import { Fingerprint } from "../Fingerprint.tsx";
import { compareCommand, hopName } from "../host-key-words.ts";
import "../HostKeysPart.css";

export interface TrustHostProps {
  readonly offered: NonNullable<ClusterDiscovery["hostKey"]>;
  readonly onTrust: (key: ConfirmHostKeyRequest) => void;
}

/** The first key of a host: compared with what its administrator says, then trusted. Until then nothing is sent there. */
export function TrustHost({ offered, onTrust }: TrustHostProps) {
  const { host, port, isJumpHost, algorithm, fingerprint } = offered;
  const name = `${isJumpHost ? "the jump host " : ""}${hopName(offered)}`;
  return (
    <section className="wizard-help" aria-labelledby="trust-heading">
      <h3 id="trust-heading">Is this the key of {name}?</h3>
      <Fingerprint of={offered} what={`the fingerprint of ${name}`} />
      <p className="sentence">
        Compare it with what your centre publishes, with what your own ssh shows, or with what this prints on the host itself. Nothing was
        sent there yet.
      </p>
      <CodeLine text={compareCommand(algorithm)} label="Command to compare" what="the command" />
      <Button onClick={() => onTrust({ host, port, fingerprint })}>It is the same: trust it and go on</Button>
    </section>
  );
}
