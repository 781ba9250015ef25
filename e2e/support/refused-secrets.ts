import { randomUUID } from "node:crypto";

import type { Needle } from "@postern/testing";

import { canaryText } from "./canary-credentials.ts";
import type { WatchedApi, WatchedCall } from "./watched-api.ts";

type Sending = (secret: string) => readonly [line: string, call?: WatchedCall];

const create = "POST /api/credentials";
const keysOf = (provider: string, keys: unknown, more: object = {}): WatchedCall => ({
  body: { credentials: { name: `refused-${randomUUID()}`, provider, keys, ...more } },
});
const url = encodeURIComponent;

/** Requests that carry a secret where it does not belong or is not as it should be, each with one of its own. */
const sendings: Readonly<Record<string, Sending>> = {
  "broken JSON": (secret) => [create, { raw: `{"credentials":{"name":"x","keys":{"password":${JSON.stringify(secret)}` }],
  "JSON that is a text": (secret) => [create, { raw: JSON.stringify(secret) }],
  "another content type": (secret) => [create, { raw: `password=${url(secret)}`, headers: { "content-type": "text/x-unknown" } }],
  "keys that are a text": (secret) => [create, keysOf("github", secret)],
  "keys that are a list": (secret) => [create, keysOf("github", [secret])],
  "a secret that is an object": (secret) => [create, keysOf("github", { username: "u", password: { deep: [secret] } })],
  "a secret with NUL": (secret) => [create, keysOf("github", { username: "u", password: `${secret}\0` })],
  "a secret of two lines": (secret) => [create, keysOf("github", { username: "u", password: `${secret}\n${secret}` })],
  "a secret that is too long": (secret) => [create, keysOf("github", { username: "u", password: secret.repeat(100) })],
  "an unknown member": (secret) => [create, keysOf("github", { username: "u", password: "p", passwort: secret })],
  "members of two modes": (secret) => [create, keysOf("k8s", { token: secret, certificate: secret, privateKey: secret })],
  "an unknown provider": (secret) => [create, keysOf("nobody", { password: secret })],
  "another discriminator": (secret) => [create, keysOf("gitlab", { discriminator: "github", token: secret })],
  "an address with a password": (secret) => [
    create,
    keysOf("gitea", { username: "u", password: "p" }, { baseUrl: `https://u:${url(secret)}@h.org` }),
  ],
  "a wrong end date": (secret) => [create, keysOf("gitlab", { username: "u", token: secret }, { expiresAt: "tomorrow" })],
  "a name that is taken": (secret) => [create, keysOf("gitlab", { username: "u", token: secret }, { name: "gitlab" })],
  "a key that is none": (secret) => [create, keysOf("ssh", { privateKey: secret })],
  "a key that is cut off": (secret) => [create, keysOf("ssh", { privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n` })],
  "a paste to look at": (secret) => [
    "POST /api/postern/v1/credentials/inspect-ssh-key",
    { body: { privateKey: secret, passphrase: secret } },
  ],
  "an edit of what is not there": (secret) => ["PUT /api/credentials/0123456789abcdefghijkl", keysOf("github", { password: secret })],
  "an unknown route": (secret) => [`POST /api/nowhere/${url(secret)}?token=${url(secret)}`, { body: { secret } }],
  "an unknown page": (secret) => [`GET /nowhere/${url(secret)}?token=${url(secret)}`, { headers: { accept: "text/html" } }],
  "an address that cannot be decoded": (secret) => [`GET /api/${url(secret)}/%E0%A4%A`],
  "an unknown method": (secret) => [`PATCH /api/credentials?token=${url(secret)}`, { body: { secret } }],
  "an unknown id": (secret) => [`GET /api/credentials/${url(secret)}`],
  "a wrong query": (secret) => [`GET /api/credentials?workspaceId=${url(secret)}`],
  "an unknown token": (secret) => [
    "GET /api/credentials",
    { headers: { authorization: `Bearer ${Buffer.from(secret).toString("base64")}` } },
  ],
  "a wrong cookie": (secret) => ["GET /api/credentials", { headers: { authorization: "", cookie: `postern_session=${url(secret)}` } }],
  "an unknown header": (secret) => ["GET /api/nowhere", { headers: { "x-api-key": secret, referer: `https://x.org/?${url(secret)}` } }],
  "a passphrase of the vault": (secret) => ["POST /api/postern/v1/vault/unseal", { body: { passphrase: secret } }],
  "a certificate that is none": (secret) => [create, keysOf("ssh", { privateKey: secret, certificate: secret })],
  "a wrong password": (secret) => [
    "POST /api/postern/v1/session",
    { body: { email: "ada@example.org", password: secret }, headers: { authorization: "" } },
  ],
};

/** What no client of HTTP can be made to send. */
const speeches: Readonly<Record<string, (secret: string) => string>> = {
  "no HTTP": (secret) => `GET /${secret} HTTP/9.9\r\n${secret}\r\n\r\n`,
  "a body that is too large": (secret) =>
    `POST /api/credentials HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n${secret}`,
  "headers that are too large": (secret) => `GET / HTTP/1.1\r\nhost: h\r\nx-secret: ${secret.repeat(500)}\r\n\r\n`,
};

/** Sends each, and gives the secrets that were in them. @throws an Error that names one at which the server failed. */
export async function sendRefusedSecrets(api: WatchedApi): Promise<readonly Needle[]> {
  const needles: Needle[] = [];
  for (const [name, sending] of Object.entries(sendings)) {
    const secret = canaryText();
    needles.push({ name: `refused: ${name}`, secret });
    const { status } = await api.ask(...sending(secret));
    // Where it is checked only later, it may be taken.
    if (status >= 500) throw new Error(`${name} was answered with ${String(status)}.`);
  }
  for (const [name, speech] of Object.entries(speeches)) {
    const secret = canaryText();
    needles.push({ name: `refused: ${name}`, secret });
    const answer = await api.speak(speech(secret));
    if (!/^HTTP\/1\.1 4\d\d /.test(answer)) throw new Error(`${name} was answered with ${answer.slice(0, 20)}.`);
  }
  return needles;
}
