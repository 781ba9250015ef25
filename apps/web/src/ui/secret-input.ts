/**
 * What keeps a browser and its extensions from filling in, keeping or sending away what is typed: "new-password" is the one word that
 * browsers heed, the others are those of password managers; a spelling check may ask a service.
 */
export const secretInput = {
  autoComplete: "new-password",
  autoCapitalize: "off",
  autoCorrect: "off",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-bwignore": true,
  "data-lpignore": "true",
} as const;
