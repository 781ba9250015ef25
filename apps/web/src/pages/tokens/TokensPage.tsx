import { Button, Group } from "@mantine/core";
import type { PersonalToken } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useNow } from "../../hooks/use-now.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { AddTokenDialog } from "./AddTokenDialog.tsx";
import { DeleteAllTokensDialog, DeleteTokenDialog } from "./DeleteTokenDialog.tsx";
import { RotateTokenDialog } from "./RotateTokenDialog.tsx";
import { endsSoon } from "./token-expiry.ts";
import { TokenTable } from "./TokenTable.tsx";
import "./TokensPage.css";

type Act =
  | { readonly kind: "add" }
  | { readonly kind: "delete all"; readonly count: number }
  | { readonly kind: "rotate" | "delete"; readonly token: PersonalToken };

/** Which keys act as me, what may they do, and which of them will soon stop? */
export function TokensPage() {
  usePageTitle("Your tokens");
  const tokens = useQuery(queries.tokens());
  const [act, setAct] = useState<Act | undefined>();
  const count = tokens.data?.tokens.length ?? 0;
  const addButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAct({ kind: "add" })}>
      Add token
    </Button>
  );
  const buttons = (
    <>
      {count > 1 ? (
        <Button variant="default" onClick={() => setAct({ kind: "delete all", count })}>
          Delete all
        </Button>
      ) : undefined}
      {tokens.data?.tokens.length === 0 ? undefined : addButton}
    </>
  );
  return (
    <>
      <PageHeader title="Your tokens" actions={buttons}>
        A token lets an agent, Nextflow or the command line act as you.
      </PageHeader>
      <Answer to={tokens} failure="The tokens could not be read." rows={4}>
        {({ tokens: list }) =>
          list.length > 0 ? (
            <FoundTokens
              tokens={list}
              onRotate={(token) => setAct({ kind: "rotate", token })}
              onDelete={(token) => setAct({ kind: "delete", token })}
            />
          ) : (
            <EmptyState title="You have no tokens" action={addButton} command="export TOWER_ACCESS_TOKEN=<your token>">
              Make one for each thing that acts for you: then you can take back one without stopping the others.
            </EmptyState>
          )
        }
      </Answer>
      {act === undefined ? undefined : <ActDialog act={act} maxDays={tokens.data?.maxDays ?? null} onClose={() => setAct(undefined)} />}
    </>
  );
}

interface ActDialogProps {
  readonly act: Act;
  readonly maxDays: number | null;
  readonly onClose: () => void;
}

function ActDialog({ act, maxDays, onClose }: ActDialogProps) {
  switch (act.kind) {
    case "add":
      return <AddTokenDialog maxDays={maxDays} onClose={onClose} />;
    case "rotate":
      return <RotateTokenDialog token={act.token} maxDays={maxDays} onClose={onClose} />;
    case "delete":
      return <DeleteTokenDialog token={act.token} onClose={onClose} />;
    case "delete all":
      return <DeleteAllTokensDialog count={act.count} onClose={onClose} />;
  }
}

interface FoundTokensProps {
  readonly tokens: readonly PersonalToken[];
  readonly onRotate: (token: PersonalToken) => void;
  readonly onDelete: (token: PersonalToken) => void;
}

/** A person has few tokens, and the server sends them all: they are searched here. */
function FoundTokens({ tokens, onRotate, onDelete }: FoundTokensProps) {
  const { address, change } = useAddress();
  const search = address["search"] ?? "";
  const found = tokens.filter((token) => token.name.toLowerCase().includes(search.trim().toLowerCase()));
  const nowMs = useNow(30_000);
  const ending = tokens.filter((token) => endsSoon(token, nowMs)).length;
  return (
    <>
      <Group gap="sm" mb="xs">
        <SearchBox label="Search tokens" placeholder="Name" value={search} onSearch={(text) => change({ search: text })} />
        {ending === 0 ? undefined : <span className="token-ending">{endingWords(ending)}</span>}
      </Group>
      {found.length === 0 ? (
        <p className="sentence">No token matches “{search}”.</p>
      ) : (
        <TokenTable tokens={found} onRotate={onRotate} onDelete={onDelete} />
      )}
    </>
  );
}

const endingWords = (count: number): string =>
  count === 1
    ? "One token ends soon. Rotate it before what uses it stops."
    : `${String(count)} tokens end soon. Rotate them before what uses them stops.`;
