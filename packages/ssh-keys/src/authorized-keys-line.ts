export interface AuthorizedKey {
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly publicKey: string;
  /** Behind the key, for people who read the file. */
  readonly comment: string;
  /** Addresses that the key may sign in from, as sshd's `from` takes them; none: from everywhere. */
  readonly from?: readonly string[];
}

/**
 * The line for `~/.ssh/authorized_keys` (SPEC.md, section 7): commands and SFTP, nothing else.
 *
 * INVARIANT: a line stays one line, and its options stay ours, whatever comment and addresses hold. What is no address is left out; were none
 * left, the key would sign in from nowhere, and never from everywhere.
 */
export function authorizedKeysLine({ publicKey, comment, from = [] }: AuthorizedKey): string {
  const addresses = from.filter((address) => /^[\w.:*?!/-]{1,255}$/u.test(address));
  const options = ["restrict", ...(from.length === 0 ? [] : [`from="${addresses.join(",")}"`])].join(",");
  const words = comment
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, " ")
    .slice(0, 200)
    .trim();
  return `${options} ${publicKey} ${words}`.trim();
}
