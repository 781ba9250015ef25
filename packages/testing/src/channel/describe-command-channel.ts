import { rm } from "node:fs/promises";

import type { CommandChannel } from "@postern/transport";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { channelCommandTests } from "./command-tests.ts";
import { channelFileTests } from "./file-tests.ts";
import { channelPlaceTests } from "./place-tests.ts";
import type { ChannelScene } from "./scene.ts";
import { channelStreamTests } from "./stream-tests.ts";

/** An open channel to this machine. `close` closes it and ends what it was made of. */
export interface OpenedChannel {
  readonly channel: CommandChannel;
  readonly close: () => Promise<void>;
}

export interface ChannelTraits {
  /** The other end does one thing at a time, so that a slow command holds up the next one. */
  readonly isSerial?: boolean;
  /** Files go in pages: less is known of them, and large ones are not taken. */
  readonly isPaged?: boolean;
}

/**
 * The suite of the port `CommandChannel`. Every implementation passes it.
 * The other end must be this machine, under this account: the suite looks at files and processes itself.
 */
export function describeCommandChannel(name: string, open: () => Promise<OpenedChannel>, traits: ChannelTraits = {}): void {
  describe(`${name} as a command channel`, () => {
    let opened: OpenedChannel | undefined;
    let folder = "";
    const scene = (): ChannelScene => {
      if (opened === undefined) return expect.unreachable("the channel did not open");
      return { channel: opened.channel, folder };
    };

    beforeAll(async () => {
      opened = await open();
      folder = `${opened.channel.peer.workDir}/suite`;
      await opened.channel.makeDirectory(folder);
    });
    afterAll(async () => {
      await opened?.close();
      await rm(folder, { recursive: true, force: true });
    });

    channelCommandTests(scene, traits);
    channelFileTests(scene);
    channelPlaceTests(scene);
    for (const define of traits.isPaged === true ? [] : [channelStreamTests]) define(scene);

    test("the peer is named", () => {
      const { peer } = scene().channel;

      expect(peer.userName).not.toBe("");
      expect(peer.hostName).not.toBe("");
      expect(peer.workDir).toMatch(/^\//);
    });
  });

  test(`${name}: after closing, nothing is sent`, async () => {
    const { channel, close } = await open();

    await close();

    await expect(channel.run({ words: ["true"], timeoutMs: 10_000 })).rejects.toMatchObject({ code: "agent.offline" });
    await expect(channel.stat("/")).rejects.toMatchObject({ code: "agent.offline" });
  });
}
