const names: Readonly<Record<number, { readonly name: string; readonly orgName: string }>> = {
  401: { name: "genomics", orgName: "alpha-lab" },
  402: { name: "proteomics", orgName: "alpha-lab" },
  411: { name: "pilot", orgName: "uni-cluster" },
};

export const workspaceNames = (workspaceId: number): { readonly name: string; readonly orgName: string } =>
  names[workspaceId] ?? { name: "unknown", orgName: "unknown" };
