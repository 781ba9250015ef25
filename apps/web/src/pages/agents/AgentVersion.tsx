import { Tooltip } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useSession } from "../../hooks/use-scope.ts";
import { isOlder, kindWords, versionWord } from "./agent-words.ts";

/** Which program it is; marked when it is older than the server, with the cure on hover and on its page. */
export function AgentVersion({ agent }: { readonly agent: Agent }) {
  const { serverVersion } = useSession();
  const version = versionWord(agent.version);
  if (agent.kind === "legacy") return <span title={kindWords.legacy}>tw-agent {agent.version}</span>;
  if (!isOlder(agent, serverVersion)) return <span>{version}</span>;
  return (
    <span>
      {version}{" "}
      <Tooltip label={`This server is ${versionWord(serverVersion)}. To update it, run its script again.`} multiline maw={280}>
        <span className="primary-mark" tabIndex={0}>
          older
        </span>
      </Tooltip>
    </span>
  );
}
