import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const room = fileURLToPath(new URL(".", import.meta.url));

/** Every browser that runs this application reads woff2; the woff twins of the font would only double the build. */
function withoutWoff(): Plugin {
  return {
    name: "saihan-without-woff",
    enforce: "pre",
    transform(code, id) {
      if (!/noto-sans-sc.*\.css/.test(id)) return null;
      return {
        code: code.replace(/, url\([^)]+\.woff\) format\('woff'\)/g, ""),
        map: null,
      };
    },
  };
}

/** `SAIHAN_API` points `vite` (the development server) at a running platform. */
const api = process.env.SAIHAN_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: room,
  plugins: [withoutWoff(), react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: { proxy: { "/api/": api, "/healthz": api } },
});
