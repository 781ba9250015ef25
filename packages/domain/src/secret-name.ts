const secretWords: ReadonlySet<string> = new Set([
  ...["password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "token", "tokens", "bearer", "jwt"],
  ...["cookie", "cookies", "authorization", "auth", "signature", "otp"],
]);
/** `publicKey` and `nameKey` can be shown; these cannot. */
const secretKeys: ReadonlySet<string> = new Set([
  ...["private", "access", "api", "secret", "ssh", "encryption", "signing", "master", "shared", "account", "session", "host"],
]);
/** What is said about a secret is none: `tokenId`, `passwordChangedAt`. */
const harmlessEndings: ReadonlySet<string> = new Set(["id", "ids", "at", "name", "names", "count", "kind", "type", "days", "term"]);

/** Whether a member of this name holds a secret. Its words count, however they are joined: `authToken`, `auth_token`, `AUTH-TOKEN`. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (harmlessEndings.has(last)) return false;
  return words.some((word, index) => secretWords.has(word) || isSecretKey(words[index - 1], word));
}

function isSecretKey(before: string | undefined, word: string): boolean {
  // Joined without a sign: `apikey`, `accesskey`.
  if (word.endsWith("key") && secretKeys.has(word.slice(0, -3))) return true;
  return (word === "key" || word === "keys") && before !== undefined && secretKeys.has(before);
}

function wordsOf(name: string): readonly string[] {
  const parted = name.replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ");
  return parted
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
