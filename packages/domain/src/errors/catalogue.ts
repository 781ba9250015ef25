/**
 * Every error code that Postern can answer with.
 *
 * The kind decides the HTTP status and the exit code; the hint is the cure that is shown beside
 * the message. A code is used, tested and listed in `docs/errors.md`, or the error gate fails.
 */
export type ErrorKind =
  /** The request is wrong and will stay wrong. 400, exit 2. */
  | "invalid"
  /** Nobody is signed in. 401, exit 3. */
  | "unauthenticated"
  /** Signed in, but not allowed. 403, exit 3. */
  | "forbidden"
  /** The thing does not exist, or must look so. 404, exit 4. */
  | "not_found"
  /** The thing exists already, or is in use. 409, exit 5. */
  | "conflict"
  /** The body is larger than the limit. 413, exit 2. */
  | "too_large"
  /** Asked too often. 429 with Retry-After, exit 6. */
  | "limited"
  /** A part that we need is away; asking again later helps. 503 with Retry-After, exit 6. */
  | "unavailable"
  /** The other side did not answer in time. 504, exit 6. */
  | "timeout"
  /** Our fault. 500, exit 1. */
  | "internal";

export interface ErrorDefinition {
  readonly kind: ErrorKind;
  readonly hint: string;
}

export const catalogue = {
  "request.invalid": { kind: "invalid", hint: "Correct the named member and send the request again." },
  "request.too_large": { kind: "too_large", hint: "Send less in one request." },
  "request.not_found": { kind: "not_found", hint: "Check the path and the method against /openapi.json." },
  "request.not_offered": { kind: "invalid", hint: "Ask the administrator whether a newer Postern offers it." },
  "request.limited": { kind: "limited", hint: "Wait for the time named in Retry-After." },
  "request.foreign_origin": { kind: "forbidden", hint: "Open Postern under the address that it was started with." },
  "request.outdated": { kind: "conflict", hint: "Look at what it is now, and change that." },
  "server.internal": { kind: "internal", hint: "Tell the administrator the error id; the log holds the cause." },
  "server.busy": { kind: "unavailable", hint: "Nothing was done. Ask again in a moment." },
  "server.closing": { kind: "unavailable", hint: "The server is restarting. Ask again in a moment." },
  "storage.unavailable": { kind: "unavailable", hint: "The administrator should look at the disk and the database of the server." },
  "server.unreachable": { kind: "unavailable", hint: "Check the address, and that the server runs." },
  "storage.in_use": { kind: "conflict", hint: "Stop the other server, or give this one a data folder of its own." },
  "storage.schema_newer": { kind: "invalid", hint: "Start the newer Postern that wrote this data folder, or restore a backup." },
  "setting.invalid": { kind: "invalid", hint: "Correct the setting; docs/settings.md lists all of them." },
  "auth.required": { kind: "unauthenticated", hint: "Sign in, or send a personal access token." },
  "auth.failed": { kind: "unauthenticated", hint: "Check the e-mail address and the password." },
  "auth.password_wrong": { kind: "invalid", hint: "Enter the password that you sign in with today." },
  "auth.token_unknown": { kind: "unauthenticated", hint: "Make a new personal access token." },
  "metrics.token_wrong": {
    kind: "unauthenticated",
    hint: "Send the first line of the file that metrics-token-file names, as Authorization: Bearer.",
  },
  "auth.forbidden": { kind: "forbidden", hint: "Ask an administrator of the workspace for the permission." },
  "auth.permission_missing": {
    kind: "forbidden",
    hint: "Ask an owner or an administrator of the place for a role that has the permission.",
  },
  "auth.token_scope": { kind: "forbidden", hint: "Use a token that carries more, or sign in in the browser." },
  "auth.link_used": { kind: "invalid", hint: "Ask the administrator for a new link, or run ./postern init." },
  "avatar.not_found": { kind: "not_found", hint: "Send the picture again." },
  "session.not_found": { kind: "not_found", hint: "List your sessions; it may have ended already." },
  "user.exists": { kind: "conflict", hint: "Choose another e-mail address." },
  "user.making_closed": { kind: "forbidden", hint: "Ask an administrator of this server to make the account first." },
  "user.name_invalid": { kind: "invalid", hint: "Use 1 to 40 small letters, digits, dashes and underscores." },
  "user.name_taken": { kind: "conflict", hint: "Choose another user name." },
  "user.disabled": { kind: "conflict", hint: "Enable the account first." },
  "user.last_administrator": { kind: "conflict", hint: "Make somebody else an administrator first." },
  "user.last_owner": { kind: "conflict", hint: "Give the organizations another owner first, or delete them." },
  "user.has_runs": { kind: "conflict", hint: "Cancel the runs, or wait for their end." },
  "user.none_yet": { kind: "conflict", hint: "Check the data folder, or make the first administrator: ./postern init" },
  "user.not_found": { kind: "not_found", hint: "Check the id or the e-mail address." },
  "user.password_weak": { kind: "invalid", hint: "Use at least 12 characters." },
  "organization.not_found": { kind: "not_found", hint: "Check the organization id, and that you belong to it." },
  "organization.name_taken": { kind: "conflict", hint: "Choose another name." },
  "organization.name_invalid": {
    kind: "invalid",
    hint: "Use 2 to 39 letters and digits, with single dashes and underscores between them.",
  },
  "organization.in_use": { kind: "conflict", hint: "Wait for the runs in its workspaces to end, or cancel them." },
  "organization.founding_closed": { kind: "forbidden", hint: "Ask an administrator of this server to create it." },
  "organization.has_owner": { kind: "conflict", hint: "Ask its owners to do it." },
  "organization.limit_reached": {
    kind: "conflict",
    hint: "Remove what is not needed any more, or ask an administrator of this server for a higher limit.",
  },
  "workspace.personal_off": { kind: "forbidden", hint: "Choose a workspace of an organization." },
  "workspace.name_taken": { kind: "conflict", hint: "Choose another name." },
  "workspace.name_invalid": { kind: "invalid", hint: "Use 2 to 39 letters and digits, with single dashes and underscores between them." },
  "workspace.in_use": { kind: "conflict", hint: "Wait for its runs to end, or cancel them." },
  "workspace.not_found": { kind: "not_found", hint: "Check the workspace id, and that you are a participant." },
  "member.not_found": { kind: "not_found", hint: "Check the member id; the person may have left." },
  "member.exists": { kind: "conflict", hint: "Nothing needs to be done." },
  "member.last_owner": { kind: "conflict", hint: "Make another member an owner first, or delete the organization." },
  "team.not_found": { kind: "not_found", hint: "Check the team id." },
  "team.name_invalid": { kind: "invalid", hint: "Use 2 to 39 letters and digits, with single dashes and underscores between them." },
  "team.name_taken": { kind: "conflict", hint: "Choose another name." },
  "team.member_exists": { kind: "conflict", hint: "Nothing needs to be done." },
  "team.in_use": { kind: "conflict", hint: "Limit the use of these to somebody else first." },
  "identity.not_found": { kind: "not_found", hint: "Check the id, and that the managed identity is one of this organization." },
  "identity.name_invalid": { kind: "invalid", hint: "Use 2 to 39 letters and digits, with single dashes and underscores between them." },
  "identity.name_taken": { kind: "conflict", hint: "Choose another name." },
  "identity.in_use": { kind: "conflict", hint: "Delete the compute environments that use it first, or wait until their runs have ended." },
  "identity.key_not_found": { kind: "not_found", hint: "Nothing needs to be done." },
  "identity.key_missing": {
    kind: "conflict",
    hint: "Add your SSH key to the managed identity, or ask an owner of the organization to add it.",
  },
  "label.not_found": { kind: "not_found", hint: "Check the label id, and that it is of this workspace." },
  "label.invalid": { kind: "invalid", hint: "Correct the named member; a label is a word, or a name with a value." },
  "label.exists": { kind: "conflict", hint: "Use the label that is there." },
  "label.limit_reached": { kind: "conflict", hint: "Delete labels that nothing needs any more." },
  "participant.not_found": { kind: "not_found", hint: "Check the participant id; the person or the team may have left." },
  "participant.exists": { kind: "conflict", hint: "Change the role of the participant instead." },
  "participant.indirect": { kind: "conflict", hint: "Change the team, or what the person is in the organization." },
  "role.not_found": { kind: "not_found", hint: "Choose a built-in role, or one that the organization has made." },
  "role.name_invalid": { kind: "invalid", hint: "Use 2 to 39 letters and digits, with single dashes and underscores between them." },
  "role.name_taken": { kind: "conflict", hint: "Choose another name." },
  "role.built_in": { kind: "invalid", hint: "Make a role of your own with the permissions that you need." },
  "role.permission_unknown": { kind: "invalid", hint: "GET /api/roles/permissions lists all permissions." },
  "role.in_use": { kind: "conflict", hint: "Give these participants another role first." },
  "audit.broken": { kind: "unavailable", hint: "An administrator runs ./postern audit verify, and then ./postern audit begin-anew." },
  "audit.whole": { kind: "conflict", hint: "Nothing needs to be done." },
  "token.not_found": { kind: "not_found", hint: "List your tokens; it may have been deleted already." },
  "token.rotating": { kind: "conflict", hint: "Wait until the former text has ended, or end it now by an overlap of 0." },
  "token.name_taken": { kind: "conflict", hint: "Choose another name." },
  "use.limited": { kind: "forbidden", hint: "Ask to be added, or choose another one." },
  "credential.not_found": { kind: "not_found", hint: "Check the id, and that you may see the workspace." },
  "credential.name_taken": { kind: "conflict", hint: "Choose another name." },
  "credential.name_invalid": { kind: "invalid", hint: "Use 2 to 99 letters, digits, dashes and underscores." },
  "credential.provider_unsupported": { kind: "invalid", hint: "Choose a provider that the form offers." },
  "credential.provider_fixed": { kind: "invalid", hint: "Add another credential of that provider, and delete this one." },
  "credential.reach_taken": { kind: "conflict", hint: "Change the other one, or give this one a base URL of its own." },
  "credential.damaged": { kind: "conflict", hint: "Edit the credential and enter all of its secrets again, or delete it." },
  "credential.ssh_key_refused": { kind: "invalid", hint: "Paste another key, or have a new one generated." },
  "credential.certificate_refused": { kind: "invalid", hint: "Paste another certificate, or leave it out." },
  "credential.keys_sealed": { kind: "forbidden", hint: "Let Postern use the credential: name it in a compute environment." },
  "credential.in_use": { kind: "conflict", hint: "Delete or change the compute environments that use it first." },
  "vault.sealed": {
    kind: "unavailable",
    hint: "An administrator must unseal the vault: on the page /unseal, or with ./postern keys unseal.",
  },
  "vault.not_sealed": { kind: "conflict", hint: "Nothing needs to be done." },
  "vault.key_file_open": { kind: "invalid", hint: "Run chmod 600 on the key file." },
  "vault.key_file_invalid": { kind: "invalid", hint: "Restore the key file from a backup; without it no secret can be opened." },
  "vault.key_file_missing": { kind: "invalid", hint: "Restore the key file from a backup, or correct the setting that names it." },
  "vault.key_file_exists": { kind: "conflict", hint: "Keep the key file that is there; a key file is never overwritten." },
  "vault.key_file_foreign": { kind: "invalid", hint: "Give the key file to the account that runs Postern, and ask who could read it." },
  "vault.key_file_failed": { kind: "invalid", hint: "Check the folder of the key file, its permissions and the free space." },
  "vault.key_ring_invalid": { kind: "invalid", hint: "Use one key of 32 bytes for each term, and name one of them as active." },
  "vault.key_wrong": {
    kind: "invalid",
    hint: "Give back the keys with which this data was sealed; a backup of them fits too. Nothing was changed.",
  },
  "vault.key_term_missing": { kind: "invalid", hint: "Give back the keys of that term; a backup of them fits too. Nothing was changed." },
  "vault.key_environment_missing": { kind: "invalid", hint: "Set the variable where the server is started, or choose another seal." },
  "vault.key_environment_invalid": { kind: "invalid", hint: "Set it to what ./postern keys seal environment wrote, in one line." },
  "vault.seal_read_only": {
    kind: "conflict",
    hint: "Write keys with a new one by ./postern keys seal environment --new-term, and start the server with them.",
  },
  "vault.seal_in_use": { kind: "conflict", hint: "Choose the other seal first: copy the keys there, set vault-seal, and restart." },
  "vault.passphrase_wrong": {
    kind: "forbidden",
    hint: "Type it again. Should it be right, the file was damaged: restore it from a backup.",
  },
  "vault.passphrase_weak": { kind: "invalid", hint: "Choose a longer one: several words that nobody would put together." },
  "vault.rotating": { kind: "conflict", hint: "Wait until the rotation is done, or stop it." },
  "vault.nothing_to_rewrap": { kind: "conflict", hint: "Nothing needs to be done." },
  "vault.term_not_found": { kind: "not_found", hint: "Look at the terms that there are with ./postern keys list." },
  "vault.term_in_use": { kind: "conflict", hint: "Wait until nothing needs the key any more; docs/guides/keys.md says what can need it." },
  "vault.envelope_orphaned": {
    kind: "internal",
    hint: "Nothing names this record any more, so nobody can open it. Look into an older backup for what it was.",
  },
  // For now only: another server may have made the term a moment ago, and the seal is read again by itself.
  "vault.key_term_unknown": {
    kind: "unavailable",
    hint: "Give this server the keys that hold this term; it reads its seal again by itself.",
  },
  "vault.envelope_invalid": { kind: "internal", hint: "The record was changed outside Postern, or damaged. Restore it from a backup." },
  "vault.context_invalid": { kind: "internal", hint: "Tell the administrator the error id; a record has a name that cannot be bound." },
  "vault.purpose_invalid": {
    kind: "internal",
    hint: "Tell the administrator the error id; something is hashed under a name that cannot be used.",
  },
  "vault.secret_too_large": { kind: "too_large", hint: "Enter at most 1 MiB." },
  "vault.secret_not_text": { kind: "invalid", hint: "Enter the secret as valid UTF-8 text." },
  "vault.secret_destroyed": { kind: "internal", hint: "Tell the administrator the error id; a secret was used after it was wiped." },
  "outbound.refused": { kind: "invalid", hint: "Name an address that the administrator lets Postern connect to (setting outbound-reach)." },
  "outbound.failed": { kind: "unavailable", hint: "Check the address and whether it is up; then ask again." },
  "agent.offline": { kind: "unavailable", hint: "Start the agent on the cluster with the script of its credential." },
  "agent.gone": { kind: "unavailable", hint: "The connection broke while the answer was awaited. Look before you repeat." },
  "agent.busy": { kind: "unavailable", hint: "Many requests wait for this agent. Nothing was done; ask again in a moment." },
  "agent.protocol": { kind: "invalid", hint: "Download the agent that matches this server." },
  "agent.refused": { kind: "forbidden", hint: "The policy on the cluster does not allow this command." },
  "agent.not_found": { kind: "not_found", hint: "Check the id, and that the agent is yours or shared with you." },
  "agent.not_owner": { kind: "forbidden", hint: "Ask the person who started it; administrators of the server may revoke it." },
  "agent.revoked": { kind: "forbidden", hint: "Its owner can allow it again on the page of the agent." },
  "agent.too_many": { kind: "limited", hint: "Forget agents that are not needed, or remove credentials that name them." },
  "agent.still_connected": { kind: "conflict", hint: "Stop it on the cluster, or revoke it first." },
  "ssh.unreachable": {
    kind: "unavailable",
    hint: "Nothing was done. Check address and port, and that the server of Postern may connect there; then ask again.",
  },
  "ssh.incompatible": {
    kind: "invalid",
    hint: "Ask the centre which algorithms its SSH server takes; OpenSSH 7.4 and newer work as they are.",
  },
  "ssh.host_key_unknown": { kind: "conflict", hint: "Compare the fingerprint with the one that the centre publishes, and confirm it." },
  "ssh.host_key_changed": {
    kind: "conflict",
    hint: "Nothing was sent. Ask the centre whether it changed its key, and only then pin the new one.",
  },
  "ssh.host_key_revoked": {
    kind: "conflict",
    hint: "Nothing was sent: that key was taken back, and somebody else may hold it. Ask the centre which key the host has now.",
  },
  "ssh.host_certificate_refused": {
    kind: "conflict",
    hint: "Nothing was sent. Ask the centre for its certificates of hosts: the names in them, their end, and the authority.",
  },
  "ssh.refused": {
    kind: "invalid",
    hint: "Put the public key into ~/.ssh/authorized_keys there; see that the account is not locked, and neither it nor its certificate has ended.",
  },
  "ssh.key_needed": { kind: "invalid", hint: "Choose a key or make one, and put its line into ~/.ssh/authorized_keys there." },
  "ssh.certificate_ended": { kind: "invalid", hint: "Ask the centre for a new certificate, and put it into the credential." },
  "ssh.second_factor": { kind: "invalid", hint: "Ask the centre for a key that needs nothing else from this server, or use an agent." },
  "ssh.forwarding_refused": {
    kind: "invalid",
    hint: "Put port-forwarding into the line of the key on the jump host, or ask the centre to allow forwarding to the next host.",
  },
  "ssh.no_shell": {
    kind: "invalid",
    hint: "Ask the centre for an account with a shell and a key without a forced command, or use an agent.",
  },
  "bus.unanswered": { kind: "unavailable", hint: "The server that was asked is away. Nothing was done; ask again in a moment." },
  "bus.lost": { kind: "unavailable", hint: "The other server did not answer. Look before you repeat." },
  "bus.too_large": { kind: "too_large", hint: "Ask for less at once." },
  "command.timeout": { kind: "timeout", hint: "The cluster was too slow. Look before you repeat." },
  "command.not_started": { kind: "unavailable", hint: "Check that the program is installed and on the PATH of the agent." },
  "path.no_home": { kind: "invalid", hint: "Give the whole path instead of $HOME, or bring the agent there up to date." },
  "file.not_found": { kind: "not_found", hint: "Check the path on the cluster." },
  "file.cancelled": { kind: "conflict", hint: "Ask for it again when it is wanted." },
  "file.failed": { kind: "invalid", hint: "Check permissions and free space on the cluster." },
  "scheduler.rejected": { kind: "invalid", hint: "Change the queue, the account or the limits asked for." },
  "scheduler.unclear": { kind: "internal", hint: "The job may be queued. Look for it by name before submitting again." },
  "scheduler.unanswered": { kind: "unavailable", hint: "Type the names in, or ask again in a moment." },
  "environment.not_found": { kind: "not_found", hint: "Check the id, and that you may see the workspace." },
  "environment.name_taken": { kind: "conflict", hint: "Choose another name." },
  "environment.name_invalid": { kind: "invalid", hint: "Use 1 to 100 letters, digits, dashes and underscores." },
  "environment.platform_unsupported": { kind: "invalid", hint: "Choose a platform that the form offers." },
  "environment.not_available": { kind: "conflict", hint: "Open the environment and follow the cure of the failing step." },
  "environment.in_use": { kind: "conflict", hint: "Wait for its runs to end, or cancel them." },
  "environment.none_primary": { kind: "invalid", hint: "Name a compute environment, or make one primary." },
  "launch.pipeline_not_found": { kind: "invalid", hint: "Check the Git address or the path of the pipeline." },
  "launch.not_ready": {
    kind: "conflict",
    hint: "Mend what it names, and launch again. If you know better, launch anyway; clients add ?anyway=true.",
  },
  "launch.out_of_bounds": { kind: "invalid", hint: "Choose what the environment allows, or ask for other bounds where the message says." },
  "launch.failed": { kind: "unavailable", hint: "The launch stopped before the job was submitted. Launch again." },
  "run.not_found": { kind: "not_found", hint: "Check the id, and that you may see the workspace." },
  "run.name_taken": { kind: "conflict", hint: "Choose another run name." },
  "run.ended": { kind: "conflict", hint: "The run has ended; there is nothing to stop." },
  "run.foreign": { kind: "conflict", hint: "Stop the Nextflow process on the machine where it was started." },
  "run.active": { kind: "conflict", hint: "Cancel the run first, or wait for its end." },
  "task.not_found": { kind: "not_found", hint: "Check the task number." },
  "download.not_built": { kind: "not_found", hint: "Run npm run build on the server's machine." },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof catalogue;
