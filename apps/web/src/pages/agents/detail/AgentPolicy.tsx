import type { Agent } from "@postern/contracts";

export interface AgentPolicyProps {
  readonly agent: Agent;
  /** Null when it starts anything. */
  readonly programs: readonly string[] | null;
}

/** What whoever runs the agent lets this server do there, in words. */
export function AgentPolicy({ agent, programs }: AgentPolicyProps) {
  return (
    <section className="page-part" aria-labelledby="policy-heading">
      <h2 id="policy-heading">Policy</h2>
      <PolicyWords agent={agent} programs={programs} />
    </section>
  );
}

function PolicyWords({ agent, programs }: AgentPolicyProps) {
  const who = `as ${agent.userName}, with what that account may do`;
  if (!agent.isOnline) return <p className="sentence">An agent tells its policy when it connects. This one is not connected.</p>;
  if (agent.kind === "legacy") return <p className="sentence">It runs any shell command that this server sends, {who}.</p>;
  if (programs === null || programs.includes("*")) return <p className="sentence">It starts any program that this server names, {who}.</p>;
  return (
    <>
      <p className="sentence">
        It starts these programs and no other, {who}, and reads and writes files. Whoever may submit a job may run anything in the job.
        Whoever runs the agent can add one with <code className="mono">--allow PROGRAM</code>.
      </p>
      <p className="program-list">
        {programs.map((program, place) => (
          <span key={program}>
            {place === 0 ? "" : ", "}
            <code>{program}</code>
          </span>
        ))}
      </p>
    </>
  );
}
