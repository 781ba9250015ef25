/** Where a picture of a person, a team or an organization is served; null for none. */
export function avatarUrl(avatarId: string | null): string | null {
  return avatarId === null ? null : `/api/avatars/${avatarId}`;
}
