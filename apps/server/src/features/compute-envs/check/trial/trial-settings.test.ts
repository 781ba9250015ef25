import { trialFolderIn } from "@postern/agent-protocol";
import { KeyRing, Vault } from "@postern/vault";
import { expect, test } from "vitest";
import { trialSettings } from "./trial-settings.ts";

const settingsOf = (vault: Vault) => trialSettings({ publicUrl: () => "https://postern.example.org", authorityPem: undefined, vault });

test("a trial has the same name for the same check, and nobody without the keys can tell it", () => {
  const [ours, theirs] = [new Vault(KeyRing.generate(1)), new Vault(KeyRing.generate(1))];

  const names = [ours, ours, theirs].map((vault) => settingsOf(vault)?.nameOf("e 1") ?? "");
  const next = settingsOf(ours)?.nameOf("e 2");

  expect(names[0]).toBe(names[1]);
  expect(new Set([...names, next]).size).toBe(3);
  expect(trialFolderIn("/w", names[0] ?? "")).toMatch(/^\/w\/\.postern-check-[0-9a-f]{14}$/);
});

test("while the vault is sealed no trial is sent", () => {
  expect(settingsOf(new Vault(undefined))).toBeUndefined();
});
