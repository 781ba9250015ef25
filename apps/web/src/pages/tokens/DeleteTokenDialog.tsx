import type { PersonalToken } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { remove } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";

export function DeleteTokenDialog({ token, onClose }: { readonly token: PersonalToken; readonly onClose: () => void }) {
  const del = useDelete(`/api/tokens/${String(token.id)}`, onClose);
  return (
    <ConfirmDialog
      title={`Delete the token ${token.name}?`}
      verb="Delete token"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      Whatever uses this token is refused from then on: agents started with it lose their connection. It was last used{" "}
      <RelativeTime at={token.lastUsedAt} otherwise="never" />.
    </ConfirmDialog>
  );
}

export function DeleteAllTokensDialog({ count, onClose }: { readonly count: number; readonly onClose: () => void }) {
  const del = useDelete("/api/tokens/delete-all", onClose);
  return (
    <ConfirmDialog
      title="Delete all your tokens?"
      verb="Delete all tokens"
      keepVerb="Keep them"
      typedName="delete all"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      All {count} tokens stop at once. Your agents lose their connection, and Nextflow and scripts that use one are refused. You stay signed
      in here.
    </ConfirmDialog>
  );
}

function useDelete(path: string, onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => remove(path),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.tokens });
      onDone();
    },
  });
}
