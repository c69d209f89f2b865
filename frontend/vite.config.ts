import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The server refuses pages of other addresses, so the browser's own Host header has to reach it.
  server: { proxy: { "/api": { target: "http://127.0.0.1:8642", changeOrigin: false } } },
  // Plotly alone is larger than Vite's default limit; it is loaded once and cached under a name with its hash.
  build: { outDir: "../app/static", emptyOutDir: true, chunkSizeWarningLimit: 2000 },
  test: {
    environment: "happy-dom",
    setupFiles: "src/test-setup.ts",
    restoreMocks: true,
    testTimeout: 60_000,
  },
});
