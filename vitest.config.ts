import { defineConfig } from "vitest/config";

/**
 * Fast tests need no engine; engine tests open real ones; acceptance tests start the whole platform. One kind after the other. Two files of
 * engine tests at a time: each has up to 2 GB of engines, and much of their time is waiting; a whole platform runs alone.
 */
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
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "engine",
          include: ["{store,gateway,server}/**/*.test.ts", "{kernel,base,domains,tools}/**/*.server.test.ts"],
          environment: "node",
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
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
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
