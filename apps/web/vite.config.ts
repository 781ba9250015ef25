import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** Where `npm run mock` listens, so that `npm run dev` finds it without settings. */
const mockApi = "http://127.0.0.1:4010";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  // Workspace packages are read from source: the pages need no other build.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  server: { host: "127.0.0.1", proxy: { "/api": mockApi } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // A strict content policy forbids inline scripts; the polyfill would be one.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
});
