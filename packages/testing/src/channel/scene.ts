import type { CommandChannel } from "@postern/transport";

/** What one group of tests works with: the channel, and a folder of its own below the work directory. */
export interface ChannelScene {
  readonly channel: CommandChannel;
  readonly folder: string;
}
