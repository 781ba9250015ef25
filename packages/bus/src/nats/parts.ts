import { AppError } from "@postern/domain";

/** More than the largest frame of an agent, as text. */
export const maxMessageBytes = 16 * 1024 * 1024;
/** All that may lie half received at one time. Beyond it the oldest goes: whoever asked hears nothing, and knows that. */
const maxHeldBytes = 128 * 1024 * 1024;

/** Cuts a message into parts that the bus carries. @throws bus.too_large */
export function splitMessage(bytes: Uint8Array, maxPartBytes: number): readonly Uint8Array[] {
  if (bytes.byteLength > maxMessageBytes) throw new AppError("bus.too_large", "The message is too large for the bus.");
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength || at === 0; at += maxPartBytes) parts.push(bytes.subarray(at, at + maxPartBytes));
  return parts;
}

export interface Part {
  /** Which message it belongs to. */
  readonly id: string;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

interface Held {
  readonly parts: Uint8Array[];
  bytes: number;
}

/** Puts parts together again. They come in order over one connection; a message with a gap is given up. */
export class PartJoiner {
  readonly #held = new Map<string, Held>();
  #heldBytes = 0;

  /** The whole message when this was its last part. */
  add({ id, index, count, bytes }: Part): Uint8Array | undefined {
    if (count === 1) return bytes;
    const held = this.#held.get(id) ?? { parts: [], bytes: 0 };
    const isNext = index === held.parts.length && index < count;
    const total = held.bytes + bytes.byteLength;
    if (!isNext || total > maxMessageBytes) {
      this.drop(id);
      return undefined;
    }
    held.parts.push(bytes);
    held.bytes = total;
    this.#heldBytes += bytes.byteLength;
    this.#held.set(id, held);
    if (held.parts.length < count) {
      this.#makeRoom();
      return undefined;
    }
    this.drop(id);
    return Buffer.concat(held.parts);
  }

  /** For a message that nobody waits for any more. */
  drop(id: string): void {
    this.#heldBytes -= this.#held.get(id)?.bytes ?? 0;
    this.#held.delete(id);
  }

  // What lies longest is of a process that died in the middle of sending: kept, it would shut out all others in the end.
  #makeRoom(): void {
    for (const oldest of this.#held.keys()) {
      if (this.#heldBytes <= maxHeldBytes) return;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.#held.clear();
    this.#heldBytes = 0;
  }
}
