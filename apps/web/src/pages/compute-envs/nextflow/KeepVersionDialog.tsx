import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { ComputeEnv, KeptNextflowResponse } from "@postern/contracts";
import { clusterPathProblem, isNextflowVersion } from "@postern/domain";
import { useState } from "react";
import { faultyFields } from "../../../api/api-error.ts";
import { formatBytes } from "../../../format/bytes.ts";
import { useFields } from "../../../hooks/use-fields.ts";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { mirrorMemory } from "./mirror-memory.ts";
import { useKeepVersion } from "./use-keep-version.ts";
import type { CopyState, KeepWish } from "./use-keep-version.ts";

export interface KeepVersionDialogProps {
  readonly environment: ComputeEnv;
  readonly onClose: () => void;
}

/** Copies a version from a folder of the cluster that mirrors the releases: how far it is, a way to stop it, and what came of it. */
export function KeepVersionDialog({ environment, onClose }: KeepVersionDialogProps) {
  const { values, set } = useFields<KeepWish>(() => ({ version: "", mirror: mirrorMemory(environment.id).read() }));
  const [isTried, setTried] = useState(false);
  const { keep, stop, isStopped, copy } = useKeepVersion(environment);
  const problems = problemsOf(values);
  const title = `Keep a version of Nextflow for ${environment.name}`;
  if (keep.isPending) return <Copying title={title} version={values.version} copy={copy} onStop={stop} />;
  if (keep.data !== undefined) return <Kept title={title} version={values.version} kept={keep.data} onClose={onClose} />;
  const blamed = Object.fromEntries(faultyFields(keep.error).map((field) => [field, keep.error?.message]));
  const shown: Partial<Record<keyof KeepWish, string>> = { ...blamed, ...(isTried ? problems : {}) };
  return (
    <FormDialog
      title={title}
      verb="Keep it"
      isReady
      isBusy={false}
      error={isStopped ? null : keep.error}
      failure="It is not kept."
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) keep.mutate({ version: values.version.trim(), mirror: values.mirror.trim() });
      }}
      onClose={onClose}
    >
      <TextInput
        label="Version"
        className="mono-field"
        placeholder="24.10.4"
        autoComplete="off"
        spellCheck={false}
        value={values.version}
        error={shown.version}
        onChange={(event) => set({ version: event.currentTarget.value })}
      />
      <TextInput
        label="Mirror folder on the cluster"
        className="mono-field"
        description="Where the site has releases of Nextflow: a file such as nextflow-24.10.4-dist, in it or in a folder v24.10.4. For clusters without internet."
        placeholder="/apps/mirror/nextflow"
        autoComplete="off"
        spellCheck={false}
        value={values.mirror}
        error={shown.mirror}
        onChange={(event) => set({ mirror: event.currentTarget.value })}
      />
      {isStopped ? <p className="sentence">It was stopped, and nothing is kept.</p> : undefined}
    </FormDialog>
  );
}

function problemsOf({ version, mirror }: KeepWish): Partial<Record<keyof KeepWish, string>> {
  const path = mirror.trim() === "" ? "The folder is needed." : clusterPathProblem(mirror.trim());
  return {
    ...(isNextflowVersion(version.trim()) ? {} : { version: "Give a version such as 24.10.4 or 25.01.0-edge." }),
    ...(path === undefined ? {} : { mirror: path }),
  };
}

interface CopyingProps {
  readonly title: string;
  readonly version: string;
  readonly copy: CopyState | undefined;
  readonly onStop: () => void;
}

function Copying({ title, version, copy, onStop }: CopyingProps) {
  // An earlier copy may be remembered.
  const told = copy?.version === version.trim() ? copy : undefined;
  return (
    <Modal opened onClose={onStop} title={title} withCloseButton={false} closeOnClickOutside={false} closeOnEscape={false}>
      <Stack gap="sm">
        <div role="status">
          {told === undefined
            ? `Looking for Nextflow ${version} in the mirror …`
            : `Copying Nextflow ${version}: ${formatBytes(told.copiedBytes)} of ${formatBytes(told.sizeBytes)}.`}
          <progress
            className="copy-progress"
            aria-label={`Copy of Nextflow ${version}`}
            {...(told === undefined ? {} : { value: told.copiedBytes, max: told.sizeBytes })}
          />
        </div>
        <p className="sentence">It goes through this server, and stops when this page is closed.</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onStop}>
            Stop
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface KeptProps {
  readonly title: string;
  readonly version: string;
  readonly kept: KeptNextflowResponse;
  readonly onClose: () => void;
}

function Kept({ title, version, kept: { path, sizeBytes, source, isVerified }, onClose }: KeptProps) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack gap="sm">
        <p className="sentence" role="status">
          Nextflow {version} is kept: {formatBytes(sizeBytes)} from <code>{source}</code> in <code>{path}</code>.{" "}
          {isVerified
            ? "Its checksum agrees with the one in the mirror."
            : "The mirror has no checksum beside it, so it was compared with none."}
        </p>
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
