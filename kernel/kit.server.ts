import { sql } from "kysely";
import { systemActor } from "#store/actor.ts";
import { openFiles } from "#store/files.ts";
import { openTestEngines, type RelationalEngine, type TestEngines } from "#store/kit.ts";
import { createLive } from "./live.ts";
import type { Platform } from "./platform.ts";

/** A platform on real, empty engines for tests: what a server part is given, without sockets, pages or workers. */
export type KitPlatform = Readonly<{ platform: Platform; engines: TestEngines; close(): Promise<void> }>;

export type KitOptions = Readonly<{
  kind?: RelationalEngine;
  /** A folder to keep and open again; else a new one that goes with the close. */
  at?: string;
  /** Epoch milliseconds; a test that turns the clock gives its own. */
  now?: () => number;
  demo?: boolean;
  log?: (line: string) => void;
}>;

export async function openKitPlatform(options: KitOptions = {}): Promise<KitPlatform> {
  const engines = await openTestEngines(options.kind, options.at);
  const platform: Platform = {
    postgres: engines.postgres,
    observe: engines.observe,
    files: await openFiles(engines.folder),
    live: createLive(),
    now: options.now ?? Date.now,
    log: options.log ?? (() => undefined),
    settings: {
      mapApproval: undefined,
      demo: options.demo ?? false,
      version: "test",
      dataFolder: engines.folder,
      hj212Port: 0,
    },
  };
  return { platform, engines, close: engines.close };
}

/** Two leagues and two banners of one of them, where a test needs places but not all of Inner Mongolia. */
export async function sowPlaces({ postgres }: Pick<Platform, "postgres">): Promise<void> {
  await postgres.transact(systemActor("kit"), (tx) =>
    sql`insert into place.region (code, name, level, parent, path, source) values
        ('150000', '内蒙古自治区', 'region', null, '{150000}', 'test'),
        ('150100', '呼和浩特市', 'league', '150000', '{150100,150000}', 'test'),
        ('150200', '包头市', 'league', '150000', '{150200,150000}', 'test'),
        ('150121', '土默特左旗', 'banner', '150100', '{150121,150100,150000}', 'test'),
        ('150122', '托克托县', 'banner', '150100', '{150122,150100,150000}', 'test')
      on conflict do nothing`.execute(tx),
  );
}
