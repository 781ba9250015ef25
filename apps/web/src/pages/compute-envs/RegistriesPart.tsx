import type { ComputeEnv } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { RegistriesDialog } from "./RegistriesDialog.tsx";

/** The container registries that runs can pull private images from, and the way to change them. */
export function RegistriesPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const registries = useQuery(queries.registries(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="page-part" aria-labelledby="registries">
      <div className="page-part-head">
        <h2 id="registries">Container registries</h2>
        {registries.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
            Change registries
          </GuardedButton>
        )}
      </div>
      <Answer to={registries} failure="The container registries could not be read." rows={1}>
        {({ registries: chosen }) =>
          chosen.length === 0 ? (
            <p className="sentence">None: runs pull public images only, or with what the account on the cluster has.</p>
          ) : (
            <SettingsList
              lines={chosen.map(({ credentialsId, name, registry }) => ({
                name: registry,
                value: (
                  <Link className="in-text" to={paths.credential(scope, credentialsId)}>
                    {name}
                  </Link>
                ),
              }))}
            />
          )
        }
      </Answer>
      {isOpen && registries.data !== undefined ? (
        <RegistriesDialog environment={environment} known={registries.data} onClose={() => setOpen(false)} />
      ) : undefined}
    </section>
  );
}
