/** What is known of the connection that serves under a name when another one asks for its place. */
export type Incumbent =
  | "none"
  /** It gave a sign of life just now. */
  | "answers"
  /** It is in the midst of a command, and was there when that began; its agent hears nothing meanwhile. */
  | "busy"
  /** It gave no sign when asked for one: most likely a connection that only looks alive. */
  | "silent";

/**
 * Whether a newcomer takes the place of the connection that serves under its name.
 *
 * The newest wins, or a connection that only looks alive would lock the real agent out for minutes. With one exception: who has had
 * to give way to a living agent of the same name does not get the place back while that one lives. The incumbent's agent dials
 * again every two seconds, whatever it is told, so two of one name would throw each other out for ever.
 */
export function takesOver(incumbent: Incumbent, hadToGiveWay: boolean): boolean {
  switch (incumbent) {
    case "none":
    case "silent":
      return true;
    case "answers":
    case "busy":
      return !hadToGiveWay;
  }
}
