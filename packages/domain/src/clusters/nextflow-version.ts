/** What can be asked for, such as `24.10.4` or `25.01.0-edge`: it becomes part of a path, and of what Nextflow's own command fetches. */
export function isNextflowVersion(text: string): boolean {
  return /^\d{1,4}\.\d{1,4}\.\d{1,4}(?:-(?:edge|beta|rc)[\w.]{0,8})?$/.test(text);
}
