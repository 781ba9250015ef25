import type { Credentials } from "@postern/contracts";
import { fieldsOfMode } from "@postern/domain";
import type { ReactNode } from "react";
import { MonoText } from "../../../ui/MonoText.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { SettingsList } from "../../../ui/SettingsList.tsx";
import { CredentialEnd } from "../CredentialEnd.tsx";
import { definitionOf, keptOf, valuesOfCredential } from "../form/credential-form.ts";

/** What is kept: open members as they are, of secret ones only that they are there. */
export function CredentialSettings({ credential }: { readonly credential: Credentials }) {
  const lines = [
    { name: "Description", value: credential.description },
    ...memberLines(credential),
    { name: "Ends", value: credential.expiresAt === null ? "no end given" : <CredentialEnd expiresAt={credential.expiresAt} /> },
    { name: "Last used", value: <RelativeTime at={credential.lastUsed} otherwise="never" /> },
    { name: "Added", value: <RelativeTime at={credential.dateCreated} /> },
    { name: "Changed", value: <RelativeTime at={credential.lastUpdated} /> },
    { name: "Id", value: <MonoText text={credential.id} what="the id" /> },
  ];
  return (
    <section aria-labelledby="settings-heading">
      <h2 id="settings-heading">Settings</h2>
      <SettingsList lines={lines} />
    </section>
  );
}

interface Line {
  readonly name: string;
  readonly value: ReactNode;
}

function memberLines(credential: Credentials): readonly Line[] {
  const { mode, members, provider } = valuesOfCredential(credential);
  const definition = definitionOf(provider);
  const kept = keptOf(credential).names;
  const modeLabel = definition.modes?.find(({ id }) => id === mode)?.label;
  // What no form asks for is shown when it is there and open, such as an external ID that was made here.
  const shown = fieldsOfMode(definition, mode).filter(({ name, isHidden }) => isHidden !== true || members[name] !== undefined);
  const lines = shown.map(({ name, label, kind, isSecret }): Line => {
    const value = members[name];
    if (isSecret) return { name: label, value: kept.includes(name) ? <span className="quiet">•••••• kept</span> : undefined };
    if (kind === "switch") return { name: label, value: value === true ? "on" : "off" };
    return { name: label, value: typeof value === "string" ? <MonoText text={value} what={label} /> : undefined };
  });
  return [{ name: "Authenticates with", value: modeLabel }, ...lines];
}
