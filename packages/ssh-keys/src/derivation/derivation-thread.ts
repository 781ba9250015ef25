// What runs in the thread: one task, one answer, the end. Imports nothing of ours but types, so that it starts quickly.
import { createPrivateKey } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import bcrypt from "bcrypt-pbkdf";
import type { DerivationAnswer, DerivationTask } from "./derivation-task.ts";

const answer = derive(workerData as DerivationTask);
parentPort?.postMessage(answer, answer === undefined ? [] : [answer.buffer]);

function derive(task: DerivationTask): DerivationAnswer {
  try {
    return task.kind === "bcrypt" ? deriveKey(task) : openPkcs8(task);
  } finally {
    // SAFETY: the thread's own copy of the passphrase.
    task.passphrase.fill(0);
  }
}

function deriveKey({ passphrase, salt, rounds, sizeBytes }: Extract<DerivationTask, { kind: "bcrypt" }>): DerivationAnswer {
  const key = new Uint8Array(sizeBytes);
  const status = bcrypt.pbkdf(passphrase, passphrase.byteLength, salt, salt.byteLength, key, sizeBytes, rounds);
  return status === 0 ? key : undefined;
}

function openPkcs8({ der, passphrase }: Extract<DerivationTask, { kind: "pkcs8" }>): DerivationAnswer {
  try {
    const key = createPrivateKey({
      key: Buffer.from(der.buffer),
      format: "der",
      type: "pkcs8",
      passphrase: Buffer.from(passphrase.buffer),
    });
    const opened = key.export({ format: "der", type: "pkcs8" });
    const copy = Uint8Array.from(opened);
    opened.fill(0);
    return copy;
  } catch {
    // SAFETY: OpenSSL's own error stays here. All that it could be of was looked at before.
    return undefined;
  }
}
