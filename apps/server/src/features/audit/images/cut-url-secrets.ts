/**
 * Takes the user and the password out of every URL in a text, and the values of parameters that are called like secrets.
 * For short texts only: its work grows with the square of their length.
 */
export function cutUrlSecrets(text: string): string {
  if (!text.includes("://")) return text;
  return text
    .replaceAll(/([a-z][a-z\d+.-]*:\/\/)[^\s/?#]*@/gi, "$1")
    .replaceAll(/([?&;][\w.-]*(?:token|secret|password|passwd|signature|sig|key)[\w.-]*=)[^&;\s#]*/gi, "$1");
}
