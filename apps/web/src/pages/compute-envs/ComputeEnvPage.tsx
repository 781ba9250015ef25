import type { ComputeEnv } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { environmentLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { UseLimitPart } from "../use-limit/UseLimitPart.tsx";
import { EnvironmentActs } from "./detail/EnvironmentActs.tsx";
import { PartGroups } from "./detail/PartGroups.tsx";
import { useGroupMarks } from "./detail/use-group-marks.ts";
import { EnvironmentCheck } from "./EnvironmentCheck.tsx";
import { EnvironmentSettings } from "./EnvironmentSettings.tsx";
import { HeadJobPart } from "./HeadJobPart.tsx";
import { HostKeysPart } from "./HostKeysPart.tsx";
import { JumpHostsPart } from "./JumpHostsPart.tsx";
import { LabelsPart } from "./LabelsPart.tsx";
import { LastChecksPart } from "./LastChecksPart.tsx";
import { NodePart } from "./nodes/NodePart.tsx";
import { LaunchRulesPart } from "./launch-rules/LaunchRulesPart.tsx";
import { QuestionsPart } from "./QuestionsPart.tsx";
import { RegistriesPart } from "./RegistriesPart.tsx";
import { SecretVariablesPart } from "./secret-variables/SecretVariablesPart.tsx";
import { QueuesPart } from "./detail/QueuesPart.tsx";
import { RunsPart } from "./detail/RunsPart.tsx";
import { NextflowPart } from "./nextflow/NextflowPart.tsx";
import { isCluster, isReachedBySsh, platformName } from "./platforms.ts";
import "./ComputeEnvPage.css";

export function ComputeEnvPage() {
  const scope = useScope();
  const computeEnvId = usePathMember("computeEnvId");
  const answer = useQuery(queries.computeEnv(scope, computeEnvId));
  usePageTitle(answer.data?.computeEnv.name, "Compute environments");
  return (
    <Answer to={answer} failure="The compute environment could not be read." rows={8}>
      {({ computeEnv }) => <EnvironmentDetail environment={computeEnv} />}
    </Answer>
  );
}

function EnvironmentDetail({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const mayEdit = useMay("compute_environment:write");
  const marks = useGroupMarks(environment);
  const onCluster = (part: ReactNode) => (isCluster(environment) ? part : undefined);
  return (
    <>
      <PageHeader title={environment.name} actions={<EnvironmentActs environment={environment} />}>
        <span className="detail-line">
          <StateMark look={environmentLook(environment.status)} />
          {environment.primary ? <span className="primary-mark">primary</span> : undefined}
          <span>{platformName(environment.platform)}</span>
          <Link to={paths.computeEnvs(scope)}>All compute environments</Link>
        </span>
      </PageHeader>
      {environment.message === null ? undefined : (
        <p className="detail-message" role="status">
          {environment.message}
        </p>
      )}
      {environment.status === "DISABLED" ? (
        <p className="sentence disabled-note">
          Nothing new is launched here until somebody enables it. Runs that were under way go on to their end.
        </p>
      ) : undefined}
      <PartGroups
        marks={marks}
        main={{
          check: (
            <>
              <EnvironmentCheck computeEnvId={environment.id} />
              <LastChecksPart computeEnvId={environment.id} />
              {isReachedBySsh(environment) ? (
                <>
                  <JumpHostsPart environment={environment} />
                  <HostKeysPart environment={environment} />
                </>
              ) : undefined}
            </>
          ),
          runs: (
            <>
              <RunsPart environment={environment} />
              {onCluster(<QueuesPart environment={environment} />)}
              {onCluster(<QuestionsPart environment={environment} />)}
            </>
          ),
          jobs: (
            <>
              {onCluster(<HeadJobPart environment={environment} />)}
              <NextflowPart environment={environment} />
              <NodePart environment={environment} />
            </>
          ),
          launches: (
            <>
              <LaunchRulesPart environment={environment} />
              <RegistriesPart environment={environment} />
              <SecretVariablesPart environment={environment} />
              <UseLimitPart thing={{ kind: "compute-envs", id: environment.id, name: environment.name }} may={mayEdit} />
            </>
          ),
        }}
        side={
          <>
            <LabelsPart environment={environment} />
            <EnvironmentSettings environment={environment} />
          </>
        }
      />
    </>
  );
}
