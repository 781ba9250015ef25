/** Asks for the home folder of the account, as the commands over there see it. Exit 1 when they see none. */
export function renderHomeQuestion(): readonly [string, ...string[]] {
  return ["printenv", "HOME"];
}

/** Whether these words are a `renderHomeQuestion`: one that every agent's policy allows. Other variables may hold secrets. */
export function isHomeQuestion(words: readonly string[]): boolean {
  return words.length === 2 && words[0] === "printenv" && words[1] === "HOME";
}
