/** A subject such as `run.changed`; words of letters, digits and dashes, joined by dots. */
export type Subject = string;

/** Ends a subscription: nothing arrives afterwards, not even what was published before. May be called twice. */
export type Unsubscribe = () => void;

/**
 * Carries facts between the parts of one server, and later between servers.
 *
 * At most once: a message to nobody is gone, and a subscriber that throws loses only its own copy.
 * So a message is a hint to look, never the only record of something.
 * Payloads are plain JSON values. Disposing drops every subscription; a closed bus delivers nothing.
 */
export interface Bus extends AsyncDisposable {
  /** Returns at once. Never throws because of a subscriber. */
  publish(subject: Subject, payload: unknown): void;

  /** Every subscriber gets every message of exactly this subject, in order of publishing. */
  subscribe(subject: Subject, receive: (payload: unknown) => void): Unsubscribe;
}
