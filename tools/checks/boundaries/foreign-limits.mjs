const sockets = ["net", "http", "https", "http2", "tls", "dgram", "ws"];
const sql = ["better-sqlite3", "pg", "kysely"];

/** What a module must not know of the outside: Node's own modules, named ones of them, or packages. */
export const foreignLimits = {
  domain: { noCore: true, forbidden: [], why: "domain holds pure rules, which a browser and a cluster share." },
  contracts: { noCore: true, forbidden: [], why: "contracts are read in the browser." },
  schedulers: {
    noCore: true,
    forbidden: [],
    why: "A scheduler adapter turns values into words and answers into values; a transport runs them.",
  },
  "agent-protocol": {
    noCore: false,
    forbidden: [...sockets, "child_process", "fs", "fs/promises"],
    why: "agent-protocol describes messages; it opens nothing.",
  },
  vault: { noCore: false, forbidden: [...sockets, ...sql, "fastify"], why: "The vault knows neither HTTP nor SQL nor users." },
  database: { noCore: false, forbidden: [...sockets, "fastify"], why: "The database knows tables, not requests." },
  "apps/agent": { noCore: false, forbidden: ["ssh2", ...sql], why: "The agent carries no SSH and no SQL to a stranger's login node." },
  "apps/web": { noCore: true, forbidden: [], why: "Pages run in a browser." },
};
