import { toStorageError } from "@postern/database";

/** For a write that is only good to have: a disk that is full or locked must not keep people from looking. Other errors are passed on. */
export async function unlessStorageFails(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (toStorageError(error) === undefined) throw error;
  }
}
