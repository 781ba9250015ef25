/** Where the browser fetches a picture by itself. */
export const avatarPath = (avatarId: string): string => `/api/avatars/${encodeURIComponent(avatarId)}`;
