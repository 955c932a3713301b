import type { Live } from "#kernel/live.ts";
import type { Observe } from "#store/clickhouse.ts";
import type { Files } from "#store/files.ts";
import type { Postgres } from "#store/postgres.ts";

/** What every server part is given: the two engines, the files, the live channel, the clock and the settings that a page may show. */
export type Platform = Readonly<{
  postgres: Postgres;
  observe: Observe;
  files: Files;
  live: Live;
  /** Epoch milliseconds; tests turn it. */
  now(): number;
  settings: Readonly<{
    /** 审图号 shown on every map; undefined until someone sets it. */
    mapApproval: string | undefined;
    demo: boolean;
    version: string;
    dataFolder: string;
    hj212Port: number;
    /** Where notices go besides the application; nowhere until an office sets it. */
    notice?: Readonly<{ file?: string | undefined; webhook?: string | undefined }>;
  }>;
  log(line: string): void;
}>;
