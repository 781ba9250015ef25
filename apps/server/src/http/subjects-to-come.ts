/** A subject of the public API that this server does not have yet. */
export interface SubjectToCome {
  /** As it stands in a message: "Saved pipelines are not offered …". */
  readonly name: string;
  /** Who may see that there are none. */
  readonly read: "pipeline:read" | "action:read" | "dataset:read" | "pipeline_secrets:read";
  /** Lists that clients read on the way to something else; the member that is empty. */
  readonly lists: Readonly<Record<string, { readonly member: string; readonly hasTotal: boolean }>>;
  readonly writes: readonly string[];
}

/** With a word of two methods: `add`, `apply` and `remove` of labels. */
const labelWrites = (subject: string): readonly string[] => ["add", "apply", "remove"].map((act) => `POST /${subject}/labels/${act}`);

export const subjectsToCome: readonly SubjectToCome[] = [
  {
    name: "Saved pipelines",
    read: "pipeline:read",
    lists: { "/pipelines": { member: "pipelines", hasTotal: true }, "/pipelines/repositories": { member: "pipelines", hasTotal: false } },
    writes: ["POST /pipelines", "PUT /pipelines/:pipelineId", "DELETE /pipelines/:pipelineId", ...labelWrites("pipelines")],
  },
  {
    name: "Actions",
    read: "action:read",
    lists: { "/actions": { member: "actions", hasTotal: false }, "/actions/types": { member: "eventTypes", hasTotal: false } },
    writes: [
      ...["POST /actions", "PUT /actions/:actionId", "DELETE /actions/:actionId"],
      ...["POST /actions/:actionId/launch", "POST /actions/:actionId/pause", ...labelWrites("actions")],
    ],
  },
  {
    name: "Datasets",
    read: "dataset:read",
    lists: { "/datasets": { member: "datasets", hasTotal: true }, "/datasets/versions": { member: "versions", hasTotal: true } },
    writes: [
      ...["POST /datasets", "PUT /datasets/:datasetId", "DELETE /datasets", "DELETE /datasets/:datasetId"],
      ...["POST /datasets/:datasetId/upload", "POST /datasets/hide", "POST /datasets/show", ...labelWrites("datasets")],
    ],
  },
  {
    name: "Pipeline secrets",
    read: "pipeline_secrets:read",
    lists: { "/pipeline-secrets": { member: "pipelineSecrets", hasTotal: true } },
    writes: ["POST /pipeline-secrets", "PUT /pipeline-secrets/:secretId", "DELETE /pipeline-secrets/:secretId"],
  },
  { name: "Labels of runs", read: "pipeline:read", lists: {}, writes: labelWrites("workflow") },
];

/** The access rules of all of it. Refusals tell nothing, to whoever is signed in. */
export const accessToCome: Readonly<Record<string, SubjectToCome["read"] | "user">> = Object.fromEntries(
  subjectsToCome.flatMap(({ lists, read, writes }) => [
    ...Object.keys(lists).map((path) => [`GET /api${path}`, read] as const),
    ...writes.map((write) => [write.replace(" /", " /api/"), "user"] as const),
  ]),
);
