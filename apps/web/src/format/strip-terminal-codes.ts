// eslint-disable-next-line no-control-regex -- control characters are what this takes away
const terminalCode = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_])/g;

/** Text of a terminal without colours, links and cursor moves; of an overwritten line the last state stays. */
export function stripTerminalCodes(line: string): string {
  const plain = line.replace(terminalCode, "").replace(/\r$/, "");
  return plain.slice(plain.lastIndexOf("\r") + 1);
}
