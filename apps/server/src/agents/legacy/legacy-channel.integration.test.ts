import { describeCommandChannel } from "@postern/testing";
import { AgentChannel } from "@postern/transport/agent";

import { startLegacyScene } from "./testing/legacy-scene.ts";

describeCommandChannel(
  "An unmodified agent of the incumbent, over TLS,",
  async () => {
    const scene = await startLegacyScene();
    await scene.startAgent();
    const agent = await scene.untilServing();
    const channel = new AgentChannel(scene.server.gateway.registry.link(agent));
    const close = async (): Promise<void> => {
      await channel[Symbol.asyncDispose]();
      await scene[Symbol.asyncDispose]();
    };
    return { channel, close };
  },
  { isSerial: true, isPaged: true },
);
