import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { eventually } from "../kit.ts";
import { keepHouse } from "./housekeeping.ts";

/** Runs housekeeping against scripted answers; returns the statements it asked for besides its two looks. */
async function statements(written: string, tables: string[]): Promise<string[]> {
  const asked: string[] = [];
  let looks = 0;
  const end = keepHouse({
    lookMs: 5,
    tablesMs: 8,
    log: (line) => asked.push(`log ${line}`),
    server: {
      async whenFree(sql) {
        if (sql.includes("pg_wal_lsn_diff")) return [written];
        if (sql.includes("pg_stat_all_tables")) {
          looks += 1;
          return tables;
        }
        asked.push(sql);
        if (sql.includes("gone")) throw new Error("relation does not exist");
        return [];
      },
    },
  });
  // by the third look what the first one found is done
  await eventually(() => looks >= 3);
  end();
  const until = asked.length;
  await pause(30);
  expect(asked.length).toBe(until);
  return asked;
}

it("a checkpoint follows much log, not little", async () => {
  expect(await statements("200000000", [])).toContain("checkpoint");
  expect(await statements("5000", [])).toEqual([]);
});

it("a checkpoint does not wait for a table that waits", async () => {
  const asked: string[] = [];
  const end = keepHouse({
    lookMs: 30,
    tablesMs: 5,
    log: () => {},
    server: {
      whenFree(sql) {
        if (sql.includes("pg_stat_all_tables")) return new Promise(() => {});
        asked.push(sql);
        return Promise.resolve(["200000000"]);
      },
    },
  });
  await eventually(() => asked.includes("checkpoint"));
  end();
});

it("tables that are due are done one by one; one that is gone is only told", async () => {
  const asked = await statements("0", ["analyze a.b", "vacuum (analyze) a.gone"]);
  expect(asked.slice(0, 3)).toEqual([
    "analyze a.b",
    "vacuum (analyze) a.gone",
    "log housekeeping: relation does not exist",
  ]);
});
