import { BlockList, isIPv6 } from "node:net";
import { sql } from "kysely";
import { systemActor } from "#store/actor.ts";
import type { Postgres } from "#store/postgres.ts";
import type { Notation, Protocol, SubjectKind } from "./device.ts";

/** What the gateway must know of a device to judge its packets. */
export type Profile = Readonly<{
  id: string;
  mn: string;
  protocol: Protocol;
  password: string;
  /** 32 hexadecimal digits. */
  key: string | undefined;
  notation: Notation;
  /** Undefined: any address may speak for the device. */
  allowed: BlockList | undefined;
  subjectKind: SubjectKind | undefined;
  subjectId: string | undefined;
  region: string;
  party: string | undefined;
  /** Who may hear of the device. */
  scopes: readonly string[];
}>;

/**
 * Profiles by MN, kept in memory so that known devices are served while PostgreSQL is away. Changes are fetched every two seconds;
 * an MN that nobody registered is asked again after that time.
 */
export type Directory = Readonly<{
  /** `undefined`: not known yet, `load` first. `null`: nobody registered it. */
  get(mn: string): Profile | null | undefined;
  load(mns: readonly string[]): Promise<void>;
  close(): void;
}>;

const actor = systemActor("gateway");
const refreshMs = 2_000;

type Row = {
  id: string;
  mn: string;
  protocol: Protocol;
  password: string | null;
  cipher_key: string | null;
  notation: Notation | null;
  addresses: string[];
  subject_kind: SubjectKind | null;
  subject_id: string | null;
  region: string;
  party: string | null;
  scopes: string[] | null;
  retired_at: Date | null;
};

export function openDirectory(postgres: Postgres, log: (line: string) => void): Directory {
  const known = new Map<string, Profile>();
  const unknown = new Set<string>();
  let since = new Date(Date.now() - 60_000).toISOString();
  let quiet = false;

  const take = (rows: readonly Row[]): void => {
    for (const row of rows) {
      if (row.retired_at) known.delete(row.mn);
      else known.set(row.mn, profileOf(row));
      unknown.delete(row.mn);
    }
  };

  const refresh = async (): Promise<void> => {
    unknown.clear();
    try {
      const from = since;
      const next = new Date(Date.now() - 10_000).toISOString();
      take(await readProfiles(postgres, sql`d.updated_at >= ${from}`));
      since = next;
      quiet = false;
    } catch (error) {
      if (!quiet)
        log(
          `gateway: device profiles could not be refreshed (${(error as Error).message}); known devices are served on`,
        );
      quiet = true;
    }
  };
  const timer = setInterval(refresh, refreshMs);
  timer.unref();

  return {
    get: (mn) => known.get(mn) ?? (unknown.has(mn) ? null : undefined),
    load: async (mns) => {
      take(await readProfiles(postgres, sql`d.mn = any (${mns}::text[])`));
      for (const mn of mns) if (!known.has(mn)) unknown.add(mn);
    },
    close: () => clearInterval(timer),
  };
}

async function readProfiles(postgres: Postgres, where: ReturnType<typeof sql>): Promise<Row[]> {
  const { rows } = await postgres.transact(actor, (tx) =>
    sql<Row>`select d.id, d.mn, d.protocol, d.addresses, d.subject_kind, d.subject_id, d.region, d.party, d.retired_at,
        s.password, s.cipher_key, s.notation,
        array(select identity.scopes_of(d.region, array[d.party])) as scopes
      from observation.device as d left join observation.device_secret as s on s.device = d.id
      where ${where}`.execute(tx),
  );
  return rows;
}

function profileOf(row: Row): Profile {
  return {
    id: row.id,
    mn: row.mn,
    protocol: row.protocol,
    password: row.password ?? "123456",
    key: row.cipher_key ?? undefined,
    notation: row.notation ?? "bytes",
    allowed: row.addresses.length > 0 ? allowedFrom(row.addresses) : undefined,
    subjectKind: row.subject_kind ?? undefined,
    subjectId: row.subject_id ?? undefined,
    region: row.region,
    party: row.party ?? undefined,
    scopes: row.scopes ?? [],
  };
}

/** Addresses and CIDR ranges as one list; an entry that cannot be read allows nobody. */
export function allowedFrom(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    try {
      if (bits === undefined) list.addAddress(address, family);
      else list.addSubnet(address, Number(bits), family);
    } catch {
      // stands for nobody: a list with one bad entry must not let everyone in
    }
  }
  return list;
}

/** IPv4 seen through a dual-stack socket is IPv4. */
export function isAllowed(list: BlockList, peer: string): boolean {
  const address = peer.startsWith("::ffff:") ? peer.slice(7) : peer;
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
