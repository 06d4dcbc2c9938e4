import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: {
    alias: { "#design": fileURLToPath(new URL("../design", import.meta.url)) },
  },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // The page's content security policy allows no data: addresses, not even for small files.
    assetsInlineLimit: 0,
    target: "es2023",
  },
  // Development only: the program itself answers for the API.
  server: { proxy: { "/api": process.env["API_URL"] ?? "http://127.0.0.1:3000" } },
});
