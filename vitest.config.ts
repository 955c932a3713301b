import { defineConfig } from "vitest/config";

/** Fast tests need no engine; engine tests open real ones; acceptance tests start the whole platform. */
export default defineConfig({
  test: {
    globals: false,
    projects: [
      {
        test: {
          name: "pure",
          include: ["{standards,protocols,kernel,base,domains,simulator,seed,web,tools}/**/*.test.ts"],
          exclude: ["**/*.server.test.ts", "**/node_modules/**"],
          environment: "node",
        },
      },
      {
        test: {
          name: "engine",
          include: ["{store,gateway,server}/**/*.test.ts", "{kernel,base,domains}/**/*.server.test.ts"],
          environment: "node",
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "acceptance",
          include: ["acceptance/**/*.test.ts"],
          environment: "node",
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
