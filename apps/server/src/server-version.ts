/** The version of server and agent; the same as in the root `package.json`, which a test compares. */
export const serverVersion = "0.1.0";
