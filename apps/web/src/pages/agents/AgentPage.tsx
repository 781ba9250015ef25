import type { DescribeAgentResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ElapsedTime } from "../../ui/ElapsedTime.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { agentLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { agentName } from "./agent-words.ts";
import { AgentActs } from "./detail/AgentActs.tsx";
import { AgentCommands } from "./detail/AgentCommands.tsx";
import { AgentFacts } from "./detail/AgentFacts.tsx";
import { AgentHistory } from "./detail/AgentHistory.tsx";
import { AgentNotes } from "./detail/AgentNotes.tsx";
import { AgentPolicy } from "./detail/AgentPolicy.tsx";
import { AgentServes } from "./detail/AgentServes.tsx";
import { RenameForm } from "./detail/RenameForm.tsx";
import { UptimePart } from "./detail/UptimePart.tsx";
import { heardEveryMs } from "./heard-every.ts";
import "./AgentPage.css";

/** Is it there, was it always, what does it do, and what stops without it? */
export function AgentPage() {
  const answer = useQuery({ ...queries.agent(useScope(), usePathMember("agentId")), refetchInterval: heardEveryMs });
  usePageTitle(answer.data === undefined ? undefined : agentName(answer.data.agent), "Agents");
  const agents = paths.agents(useScope());
  return (
    <>
      {answer.data === undefined && answer.error !== null ? (
        <PageHeader title="Agent">
          <Link to={agents}>All agents</Link>
        </PageHeader>
      ) : undefined}
      <Answer to={answer} failure="The agent could not be read." rows={8}>
        {(known) => <AgentDetail known={known} />}
      </Answer>
    </>
  );
}

function AgentDetail({ known }: { readonly known: DescribeAgentResponse }) {
  const { agent, serves } = known;
  const [isRenaming, setRenaming] = useState(false);
  return (
    <>
      <PageHeader title={agentName(agent)} actions={<AgentActs agent={agent} serves={serves} onRename={() => setRenaming(true)} />}>
        <span className="detail-line">
          <StateMark look={agentLook(agent.state)} />
          <span>
            last seen <ElapsedTime at={agent.lastSeenAt} />
          </span>
          <Link to={paths.agents(useScope())}>All agents</Link>
        </span>
      </PageHeader>
      {isRenaming ? <RenameForm agent={agent} onDone={() => setRenaming(false)} /> : undefined}
      <AgentNotes agent={agent} serves={serves} />
      <div className="detail-columns">
        <div>
          <UptimePart agent={agent} />
          <AgentHistory agentId={agent.id} />
          <AgentCommands agent={agent} commands={known.commands} />
        </div>
        <div>
          <AgentFacts agent={agent} latencies={known.latencies} />
          <AgentServes serves={serves} isUnclaimed={agent.isUnclaimed} />
          <AgentPolicy agent={agent} programs={known.programs} />
        </div>
      </div>
    </>
  );
}
