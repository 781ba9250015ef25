import { Group } from "@mantine/core";
import { placeNameProblem } from "@postern/domain";
import { useRouter } from "@tanstack/react-router";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import type { OrganizationAnswer } from "../../api/types.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useMayFound } from "../../hooks/use-may.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { emptyOrganization, organizationRequest } from "./organization-form.ts";
import { OrganizationFields } from "./OrganizationFields.tsx";

export function NewOrganizationPage() {
  usePageTitle("New organization");
  const router = useRouter();
  const { values, set } = useFields(emptyOrganization);
  const mayMake = useMayFound();
  const make = useChange({
    act: () => post<OrganizationAnswer>("/api/orgs", { organization: organizationRequest(values) }),
    old: [queryKeys.places],
    onDone: ({ organization }) => router.navigate({ to: paths.organization(organization.name) }),
  });
  const nameCheck = useNameCheck({
    name: values.name,
    problemOf: placeNameProblem,
    path: "/api/orgs/validate",
    isPaused: make.isPending || make.isSuccess,
  });
  const isReady = values.name !== "" && nameCheck.state !== "refused";
  return (
    <>
      <PageHeader title="New organization">You become its owner, and the only one who sees it until you invite others.</PageHeader>
      <form
        className="form-narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) make.mutate();
        }}
      >
        <OrganizationFields values={values} nameCheck={nameCheck} error={make.error} onChange={set} />
        {make.error === null ? undefined : <ErrorNote title="The organization was not made." error={make.error} />}
        {mayMake.why === undefined ? undefined : <p className="sentence">{mayMake.why}. Ask one of them to make it and to appoint you.</p>}
        <Group gap="xs">
          <GuardedButton verdict={mayMake} type="submit" disabled={!isReady} loading={make.isPending}>
            Make organization
          </GuardedButton>
          <LinkButton variant="default" to={paths.home()}>
            Cancel
          </LinkButton>
        </Group>
      </form>
    </>
  );
}
