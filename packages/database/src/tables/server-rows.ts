/** Something that one server at a time may do, of those that share a PostgreSQL. */
export interface LeaseRow {
  /** What it is a lease of. */
  name: string;
  /** Grows with every holder: an older one is never taken for the newest again. */
  fence: number;
  /** The server process that holds it, or held it last. */
  holder: string;
  /** By the clock of the database, which is the same for all of them. */
  expires_at: number;
}
