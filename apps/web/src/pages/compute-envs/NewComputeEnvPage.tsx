import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAddress } from "../../hooks/use-address.ts";
import { useComesBack } from "../../hooks/use-kept-fields.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { emptyEnvironment } from "./environment-form.ts";
import { ImportEnvironment } from "./import/ImportEnvironment.tsx";
import { duplicateValues } from "./made-environment.ts";
import { NewEnvironmentForm } from "./NewEnvironmentForm.tsx";
import { isPlatform } from "./platforms.ts";
import { newFormName } from "./use-new-form.ts";
import { useWholeEnvironment } from "./use-whole-environment.ts";
import { ClusterWizard } from "./wizard/ClusterWizard.tsx";
import { addressValues } from "./wizard/proposed-values.ts";

/** A new environment: of a cluster that is looked at first, by hand, out of a file, or like the one that the address names. */
export function NewComputeEnvPage() {
  const { address } = useAddress();
  const comesBack = useComesBack(newFormName(useScope()));
  if (address["from"] !== undefined) return <Duplicate computeEnvId={address["from"]} />;
  if (address["by"] === "file" && !comesBack) return <FromFile />;
  return address["by"] === "hand" || comesBack ? <ByHand /> : <LookFirst />;
}

function LookFirst() {
  const scope = useScope();
  const { address } = useAddress();
  const { credential, address: cluster } = address;
  const byHand = (
    <LinkButton to={paths.newComputeEnv(scope)} search={{ by: "hand", credential, address: cluster }} variant="default">
      Fill in by hand
    </LinkButton>
  );
  return (
    <>
      <NewHeader title="Add compute environment" actions={byHand} />
      <ClusterWizard />
    </>
  );
}

/** Begins with what the address says, and with what stood here before somebody went to add a credential. */
function ByHand() {
  const scope = useScope();
  const { address } = useAddress();
  const { credential, address: cluster, platform } = address;
  const look = (
    <LinkButton to={paths.newComputeEnv(scope)} search={{ credential, address: cluster }} variant="default">
      Let Postern look
    </LinkButton>
  );
  return (
    <>
      <NewHeader title="Add compute environment" actions={look} />
      <NewEnvironmentForm
        // What an older page kept may lack members.
        begin={(kept) => ({
          ...{ ...emptyEnvironment, ...addressValues(cluster) },
          ...(isPlatform(platform) ? { platform } : {}),
          ...kept,
          credentialsId: credential ?? kept?.credentialsId ?? "",
        })}
      />
    </>
  );
}

function FromFile() {
  const byHand = (
    <LinkButton to={paths.newComputeEnv(useScope())} search={{ by: "hand" }} variant="default">
      Fill in by hand
    </LinkButton>
  );
  return (
    <>
      <NewHeader title="Import compute environment" actions={byHand} />
      <ImportEnvironment />
    </>
  );
}

function Duplicate({ computeEnvId }: { readonly computeEnvId: string }) {
  const whole = useWholeEnvironment(computeEnvId);
  return (
    <Answer to={whole} failure="The compute environment to duplicate could not be read." rows={8}>
      {(model) => (
        <>
          <NewHeader title={`Duplicate ${model.environment.name}`} />
          <NewEnvironmentForm begin={() => duplicateValues(model)} isOpen />
        </>
      )}
    </Answer>
  );
}

function NewHeader({ title, actions }: { readonly title: string; readonly actions?: ReactNode }) {
  usePageTitle(title);
  return (
    <PageHeader title={title} actions={actions}>
      <Link to={paths.computeEnvs(useScope())}>Compute environments</Link>
    </PageHeader>
  );
}
