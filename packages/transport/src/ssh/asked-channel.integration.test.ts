import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describeCommandChannel } from "@postern/testing";

import { asking } from "./testing/asking-channel.fixture.ts";
import { startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshSceneOptions } from "./testing/ssh-scene.fixture.ts";

async function open(options: SshSceneOptions = {}) {
  const scene = await startSshScene(options);
  const workDir = await realpath(await mkdtemp(join(tmpdir(), "postern-asked-channel-")));
  const channel = await scene.open(workDir);
  const close = async (): Promise<void> => {
    await channel[Symbol.asyncDispose]();
    await scene[Symbol.asyncDispose]();
    await rm(workDir, { recursive: true, force: true });
  };
  return { channel: asking(channel), close };
}

// What has stdin, and what SFTP does, goes its own way beside it.
describeCommandChannel("SSH, asked in kept sessions,", open);
describeCommandChannel(
  "SSH with one session at a time to a host without SFTP, asked in kept sessions,",
  () => open({ hasSftp: false, settings: ["MaxSessions 1"] }),
  { isSerial: true, isPaged: true },
);
