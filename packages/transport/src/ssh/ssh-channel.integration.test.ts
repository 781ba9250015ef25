import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describeCommandChannel } from "@postern/testing";

import { startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshSceneOptions } from "./testing/ssh-scene.fixture.ts";

async function open(options: SshSceneOptions = {}) {
  const scene = await startSshScene(options);
  const workDir = await realpath(await mkdtemp(join(tmpdir(), "postern-ssh-channel-")));
  const channel = await scene.open(workDir);
  const close = async (): Promise<void> => {
    await channel[Symbol.asyncDispose]();
    await scene[Symbol.asyncDispose]();
    await rm(workDir, { recursive: true, force: true });
  };
  return { channel, close };
}

describeCommandChannel("SSH", open);
describeCommandChannel(
  "SSH with one session at a time, through a jump host to a host without SFTP,",
  () => open({ jumps: 1, hasSftp: false, settings: ["MaxSessions 1"] }),
  { isSerial: true, isPaged: true },
);
