import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, transformWithOxc } from "vite";

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

/**
 * Builds the service worker beside the pages: its list of files is what was really written, and the version is the hash of all of it. The page
 * gets the same version, so that it knows when another one is ready.
 */
function serviceWorker(): Plugin {
  return {
    name: "saihan-service-worker",
    apply: "build",
    async writeBundle({ dir = join(room, "dist") }) {
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== "sw.js" && !entry.name.startsWith("."))
        .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replaceAll("\\", "/").replace(/^\/?/, "/"))
        .sort();
      const hash = createHash("sha256");
      for (const file of files) hash.update(file).update(readFileSync(join(dir, file)));
      const version = hash.digest("hex").slice(0, 12);
      const page = join(dir, "index.html");
      const html = readFileSync(page, "utf8");
      writeFileSync(page, html.replace("</head>", `  <meta name="saihan-version" content="${version}" />\n  </head>`));
      const source = join(room, "field/service-worker.ts");
      const { code } = await transformWithOxc(readFileSync(source, "utf8"), source);
      // the mark that makes the source a module of its own has no place in a worker
      const worker = code.replace(/^export \{\};?$/m, "");
      writeFileSync(join(dir, "sw.js"), `const build = ${JSON.stringify({ version, files })};\n${worker}`);
    },
  };
}

/** `SAIHAN_API` points `vite` (the development server) at a running platform. */
const api = process.env.SAIHAN_API ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: room,
  plugins: [withoutWoff(), react(), serviceWorker()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: { proxy: { "/api/": api, "/healthz": api } },
});
