import type { Account, OneTimeLink, UpdateAccountRequest } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { patch, post, remove } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { organizationsWords } from "./account-words.ts";
import { OneTimeLinkDialog } from "../../ui/OneTimeLinkDialog.tsx";

export type AccountAct = "link" | "administrator" | "no administrator" | "disable" | "enable" | "remove";

export interface AccountActDialogProps {
  readonly account: Account;
  readonly kind: AccountAct;
  readonly onClose: () => void;
}

/** Says what follows, and does it. */
export function AccountActDialog({ account, kind, onClose }: AccountActDialogProps) {
  const queryClient = useQueryClient();
  const act = useMutation({
    mutationFn: () => perform(account, kind),
    onSuccess: async (link) => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.accounts });
      if (link === undefined) onClose();
    },
  });
  if (act.data !== undefined) {
    return <OneTimeLinkDialog link={act.data} account={account} onClose={onClose} />;
  }
  const { title, verb, text } = wordsOf(account, kind);
  return (
    <ConfirmDialog
      title={title}
      verb={verb}
      keepVerb="Cancel"
      isHarmless={kind === "enable" || kind === "link"}
      {...(kind === "remove" ? { typedName: account.userName } : {})}
      isBusy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate()}
      onClose={onClose}
    >
      {text}
    </ConfirmDialog>
  );
}

async function perform({ id }: Account, kind: AccountAct): Promise<OneTimeLink | undefined> {
  const path = `/api/postern/v1/admin/accounts/${String(id)}`;
  if (kind === "link") return post<OneTimeLink>(`${path}/link`);
  if (kind === "remove") return remove(path);
  await patch(path, changes[kind]);
  return undefined;
}

const changes: Readonly<Record<Exclude<AccountAct, "link" | "remove">, UpdateAccountRequest>> = {
  administrator: { isAdministrator: true },
  "no administrator": { isAdministrator: false },
  disable: { isDisabled: true },
  enable: { isDisabled: false },
};

interface ActWords {
  readonly title: string;
  readonly verb: string;
  readonly text: ReactNode;
}

function wordsOf(account: Account, kind: AccountAct): ActWords {
  const { userName } = account;
  switch (kind) {
    case "link":
      return linkWords(account);
    case "administrator":
      return {
        title: `Make ${userName} an administrator?`,
        verb: "Make administrator",
        text: "They can then do what you can here: see every account and the whole audit trail, and make other administrators.",
      };
    case "no administrator":
      return {
        title: `Make ${userName} an ordinary user?`,
        verb: "Make ordinary user",
        text: "They lose these pages at once. Their organizations and workspaces stay as they are.",
      };
    case "disable":
      return {
        title: `Disable ${userName}?`,
        verb: "Disable",
        text: "They are signed out everywhere, and their tokens and agents are refused. Nothing is deleted, runs under way go on, and you can enable the account again.",
      };
    case "enable":
      return { title: `Enable ${userName}?`, verb: "Enable", text: "They can sign in again, and their tokens work again." };
    case "remove":
      return { title: `Remove ${userName}?`, verb: "Remove the account", text: <RemovalConsequences account={account} /> };
  }
}

function linkWords({ userName, email, state }: Account): ActWords {
  if (state === "invited") {
    return {
      title: `New invitation for ${userName}`,
      verb: "Make the link",
      text: `You get a link to hand over to ${email}. The one before stops working.`,
    };
  }
  return {
    title: `New password for ${userName}`,
    verb: "Make the link",
    text: `You get a link to hand over to ${email}, at which they choose a new password. Until then the old one works.`,
  };
}

function RemovalConsequences({ account }: { readonly account: Account }) {
  return (
    <>
      This cannot be undone.
      <ul className="conflicts">
        <li>
          {account.organizationCount === 0
            ? "They are in no organization."
            : `They leave ${organizationsWords(account.organizationCount)} with all teams and workspaces there.`}
        </li>
        <li>Their sessions, tokens and agents stop, and their personal credentials and environments go.</li>
        <li>Their runs and what the audit trail says of them stay readable.</li>
      </ul>
    </>
  );
}
