import { readFile } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { join } from "node:path";
import { AppError } from "@postern/domain";
import { readPassphrase } from "@postern/server";
import type { ServerSettings } from "@postern/server";
import type { Command } from "commander";
import { addSettingOptions, prepare } from "../../settings-options.ts";
import type { Terminal } from "../../terminal.ts";

/** `postern keys unseal`: gives a running, sealed server its passphrase, over its own API. */
export function addUnsealCommand(keys: Command, terminal: Terminal): void {
  const command = keys
    .command("unseal")
    .description("unseal a running server; the passphrase comes from --passphrase-file, or from standard input");
  command.option("--url <url>", "where the server is reached; default: what the settings say");
  addSettingOptions(command).action(async (options: Record<string, unknown>) => {
    const { settings } = await prepare(options);
    const url = typeof options["url"] === "string" ? options["url"] : (settings.publicUrl ?? ownUrl(settings));
    using passphrase = readPassphrase(settings.passphraseFile ?? "-");
    const authority = settings.tls.kind === "self-signed" ? await readFile(join(settings.dataDir, "tls", "ca.pem")) : undefined;
    const body = passphrase.useText((text) => JSON.stringify({ passphrase: text }));
    const { status, text } = await post(new URL("/api/postern/v1/vault/unseal", url), body, authority);
    if (status !== 200) throw toError(status, text);
    terminal.out("unsealed\n");
  });
}

function ownUrl({ tls, host, port }: ServerSettings): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `${tls.kind === "off" ? "http" : "https"}://${name}:${String(port)}`;
}

function post(url: URL, body: string, authority: Buffer | undefined): Promise<{ status: number; text: string }> {
  const send = url.protocol === "https:" ? requestSecure : requestPlain;
  const ca = authority === undefined ? {} : { ca: authority };
  return new Promise((resolve, reject) => {
    const asked = send(url, { method: "POST", headers: { "content-type": "application/json" }, ...ca }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    asked.on("error", (cause) => reject(new AppError("server.unreachable", `No server answers at ${url.origin}.`, { cause })));
    asked.end(body);
  });
}

/** What the server said. Its code is one of ours, or it is no Postern. */
function toError(status: number, text: string): AppError {
  const { code, message } = parse(text);
  if (code === "vault.not_sealed") return new AppError("vault.not_sealed", message);
  if (code === "vault.passphrase_wrong") return new AppError("vault.passphrase_wrong", message);
  if (code === "request.limited") return new AppError("request.limited", message);
  return new AppError("request.invalid", `The server answered ${String(status)}: ${message}`);
}

function parse(text: string): { code: string; message: string } {
  try {
    const { code, message } = JSON.parse(text) as { code?: unknown; message?: unknown };
    return { code: String(code), message: String(message) };
  } catch {
    return { code: "", message: text.slice(0, 200) };
  }
}
