/** Where the server's script expects the token. */
export const tokenPlaceholder = "<YOUR TOKEN>";

/** The script with a token in it. Done in the browser alone: the script of the server never holds one. */
export function scriptWithToken(script: string, token: string | undefined): string {
  return token === undefined ? script : script.replaceAll(tokenPlaceholder, () => token);
}

/** A name for the token of an agent, within the 50 characters of a token's name. */
export const agentTokenName = (credentialName: string): string => `agent-${credentialName === "" ? "new" : credentialName}`.slice(0, 50);
