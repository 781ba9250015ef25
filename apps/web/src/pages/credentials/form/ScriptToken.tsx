import { Button, NativeSelect, PasswordInput } from "@mantine/core";
import type { PersonalTokenSecretResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useClock } from "../../../hooks/use-clock.ts";
import { formatDay } from "../../../format/relative-time.ts";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { expiryChoices, expiryMoment } from "../../tokens/token-expiry.ts";
import { agentTokenName } from "./agent-script-text.ts";
import { makeAgentToken } from "./make-agent-token.ts";

export interface ScriptTokenProps {
  readonly credentialName: string;
  /** What stands in the script now; empty for none. */
  readonly token: string;
  readonly onToken: (token: string) => void;
}

/** Puts a token into the script: one that is made here and can connect an agent alone, or one that somebody has. */
export function ScriptToken({ credentialName, token, onToken }: ScriptTokenProps) {
  const [isPasting, setPasting] = useState(false);
  const isMade = !isPasting && token !== "";
  return (
    <div className="script-token">
      {isPasting ? (
        <PasswordInput
          aria-label="Your token"
          placeholder="Paste a token of yours"
          autoComplete="new-password"
          data-1p-ignore
          data-lpignore="true"
          value={token}
          w={{ base: "100%", xs: 320 }}
          onChange={(event) => onToken(event.currentTarget.value.trim())}
          description="It goes into the script here, and nowhere else. Of the kind agent or full."
        />
      ) : (
        <MakeToken credentialName={credentialName} onToken={onToken} />
      )}
      {isMade ? undefined : (
        <Button
          variant="subtle"
          onClick={() => {
            onToken("");
            setPasting(!isPasting);
          }}
        >
          {isPasting ? "Make one instead" : "I have a token"}
        </Button>
      )}
    </div>
  );
}

function MakeToken({ credentialName, onToken }: Omit<ScriptTokenProps, "token">) {
  const clock = useClock();
  const maxDays = useQuery(queries.tokens()).data?.maxDays ?? null;
  const choices = expiryChoices(maxDays).filter(({ value }) => value !== "date");
  const longest = String(Math.min(365, maxDays ?? 365));
  const [chosen, setChosen] = useState<string | undefined>();
  const ends = chosen ?? longest;
  const make = useChange({
    act: () => makeAgentToken(agentTokenName(credentialName), expiryMoment({ choice: ends, date: "" }, { nowMs: clock.now(), maxDays })),
    old: [queryKeys.tokens],
    onDone: ({ accessKey }) => onToken(accessKey),
  });
  if (make.data !== undefined) return <MadeToken made={make.data} />;
  return (
    <>
      <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
        Make a token for this agent
      </Button>
      <NativeSelect
        aria-label="The token ends"
        data={choices.map(({ value, label }) => ({ value, label: `ends ${label.toLowerCase()}` }))}
        value={ends}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {make.error === null ? undefined : <ErrorNote title="No token was made." error={make.error} />}
    </>
  );
}

function MadeToken({ made: { token } }: { readonly made: PersonalTokenSecretResponse }) {
  const ends =
    token.expiresAt === null ? "It does not end." : `It ends on ${formatDay(Date.parse(token.expiresAt))}; you are warned before.`;
  return (
    <>
      <Button variant="default" disabled>
        Token is in the script
      </Button>
      <div className="warning-note script-token-made">
        Copy the script now: the token in it is not shown again. It can connect an agent, and nothing else. {ends} You find it by its name,{" "}
        {token.name}, under Your tokens.
      </div>
    </>
  );
}
