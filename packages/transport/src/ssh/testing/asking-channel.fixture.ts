import type { CommandChannel } from "../../command-channel.ts";

/** The same channel, to which every command is a question. */
export function asking(channel: CommandChannel): CommandChannel {
  return new Proxy(channel, {
    get: (target, name): unknown => {
      if (name === "run") return (command: Parameters<CommandChannel["run"]>[0]) => target.run({ ...command, isQuestion: true });
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
