import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { DeviceChange, DeviceInput, Protocol, SubjectKind } from "./device.ts";

/** A device as its row says, with the names that a screen shows. */
export type DeviceRow = {
  id: string;
  mn: string;
  protocol: Protocol;
  subject_kind: SubjectKind | null;
  subject_id: string | null;
  subject_name: string | null;
  region: string;
  region_name: string;
  party: string | null;
  party_name: string | null;
  interval_s: number;
  addresses: string[];
  version: number;
  sample: boolean;
  encrypted: boolean;
  updated_at: Date;
  updated_by: string;
};

type Subject = { kind: SubjectKind; id: string; region: string; party: string | null; sample: boolean };

const columns = sql`d.id, d.mn, d.protocol, d.subject_kind, d.subject_id, s.name as subject_name, d.region, r.name as region_name, d.party,
  o.name as party_name, d.interval_s, d.addresses, d.version, d.sample, d.updated_at, d.updated_by,
  observation.is_encrypted(d.id) as encrypted`;
const tables = sql`observation.device as d join place.region as r on r.code = d.region left join organ.organ as o on o.id = d.party
  left join observation.subject as s on s.id = d.subject_id`;

/** Devices that the reader may see, in the order of their MN. */
export async function listDevices(tx: Tx, query: { q?: string; after?: string; limit: number }): Promise<DeviceRow[]> {
  const { q = null, after = "", limit } = query;
  const { rows } = await sql<DeviceRow>`select ${columns} from ${tables}
    where d.retired_at is null and d.mn > ${after}
      and (${q}::text is null or d.mn ilike '%' || ${q} || '%' or s.name ilike '%' || ${q} || '%' or o.name ilike '%' || ${q} || '%')
    order by d.mn limit ${limit}`.execute(tx);
  return rows;
}

/** The device of this MN, or a refusal when there is none for this reader. */
export async function readDevice(tx: Tx, mn: string): Promise<DeviceRow> {
  const { rows } =
    await sql<DeviceRow>`select ${columns} from ${tables} where d.mn = ${mn} and d.retired_at is null`.execute(tx);
  return rows[0] ?? refuse("not-found", { values: { what: { zh: `设备 ${mn}`, en: `Device ${mn}` } } });
}

/** Registers a device; `existing` when one of this MN stands already where the writer may see it. */
export async function createDevice(tx: Tx, actor: Actor, input: DeviceInput): Promise<"created" | "existing"> {
  const taken = await sql<{ taken: boolean }>`select observation.mn_taken(${input.mn}) as taken`.execute(tx);
  if (taken.rows[0]?.taken) return "existing";
  const subject = await subjectOf(tx, input);
  const region = subject?.region ?? input.region ?? territoryOf(actor);
  await requirePlace(tx, region, subject?.party ?? null);
  const id = uuidv7();
  await sql`insert into observation.device (id, mn, protocol, subject_kind, subject_id, region, party, interval_s, addresses,
      sample, created_by, updated_by)
    values (${id}, ${input.mn}, ${input.protocol}, ${subject?.kind ?? null}, ${subject?.id ?? null}, ${region}, ${subject?.party ?? null},
      ${input.interval}, ${input.addresses}, ${subject?.sample ?? false}, ${nameOf(actor)}, ${nameOf(actor)})`.execute(
    tx,
  );
  await sql`select observation.keep_secret(${id}, ${input.password}, ${input.key ? keyHex(input.key) : null}, ${input.notation})`.execute(
    tx,
  );
  const { mn, protocol } = input;
  await recordAct(tx, actor, {
    act: "observation.device.create",
    object: `observation.device/${id}`,
    detail: { mn, protocol, subject: subject?.id ?? null },
  });
  return "created";
}

/** Changes a device on the version that the writer opened. */
export async function amendDevice(tx: Tx, actor: Actor, mn: string, change: DeviceChange): Promise<void> {
  const current = await readDevice(tx, mn);
  if (current.version !== change.baseVersion)
    refuse("version.conflict", {
      field: "baseVersion",
      values: {
        who: current.updated_by,
        at: clockText(current.updated_at.getTime()),
        current: current.version,
        base: change.baseVersion,
      },
      extra: { current: asChanged(current) },
    });
  const subject = await subjectOf(tx, change);
  const region = subject?.region ?? change.region ?? current.region;
  const party = subject ? subject.party : current.party;
  await requirePlace(tx, region, party);
  await sql`select set_config('saihan.reason', ${change.reason}, true)`.execute(tx);
  await sql`update observation.device set protocol = ${change.protocol ?? current.protocol}, subject_kind = ${subject?.kind ?? current.subject_kind},
      subject_id = ${subject?.id ?? current.subject_id}, region = ${region}, party = ${party}, interval_s = ${change.interval ?? current.interval_s},
      addresses = ${change.addresses ?? current.addresses}, version = version + 1, updated_at = now(), updated_by = ${nameOf(actor)}
    where id = ${current.id}`.execute(tx);
  if (change.password ?? change.key ?? change.notation)
    await sql`select observation.keep_secret(${current.id}, ${change.password ?? null}, ${change.key ? keyHex(change.key) : null},
      ${change.notation ?? null})`.execute(tx);
  if (subject && current.subject_id === null)
    await sql`update observation.series set subject_kind = ${subject.kind}, subject_id = ${subject.id}, region = ${region}, party = ${party}
      where device = ${current.id} and subject_id is null`.execute(tx);
  await recordAct(tx, actor, {
    act: "observation.device.amend",
    object: `observation.device/${current.id}`,
    detail: {
      mn,
      reason: change.reason,
      fields: Object.keys(change).filter((name) => name !== "reason" && name !== "baseVersion"),
    },
  });
}

type SubjectFields = { outfall?: string | undefined; station?: string | undefined; section?: string | undefined };

async function subjectOf(tx: Tx, { outfall, station, section }: SubjectFields): Promise<Subject | undefined> {
  const named = [
    ["outfall", "outfall", outfall],
    ["station", "air-station", station],
    ["section", "water-section", section],
  ].filter(([, , id]) => id !== undefined) as [string, SubjectKind, string][];
  const [first] = named;
  if (!first) return undefined;
  const [field, kind, id] = first;
  if (named.length > 1)
    refuse("field.invalid", {
      field,
      values: {
        problem: {
          zh: "设备只能对应一个排放口、站点或断面。",
          en: "A device speaks for one outfall, station or section.",
        },
      },
    });
  const { rows } =
    await sql<Subject>`select kind, id, region, party, sample from observation.subject where id = ${id} and kind = ${kind}`.execute(
      tx,
    );
  return (
    rows[0] ??
    refuse("field.reference", {
      field,
      values: { label: { zh: "对应的排放口、站点或断面", en: "Outfall, station or section" } },
    })
  );
}

/** Where a device without subject and region stands: in the territory of who registers it. */
const territoryOf = (actor: Actor): string =>
  (actor.kind === "person" && actor.scopes.find((scope) => scope.startsWith("r:"))?.slice(2)) || "150000";

async function requirePlace(tx: Tx, region: string, party: string | null): Promise<void> {
  const { rows } = await sql<{
    may: boolean;
    name: string;
  }>`select identity.may_place(${region}, array[${party}]::uuid[]) as may,
    (select name from place.region where code = ${region}) as name`.execute(tx);
  if (!rows[0]?.may) refuse("access.place", { field: "region", values: { place: rows[0]?.name ?? region } });
}

const nameOf = (actor: Actor): string => (actor.kind === "system" ? "系统" : actor.name);

/** What a writer compares with after a conflict: the fields that can be changed, as they now are; never a secret. */
function asChanged(row: DeviceRow) {
  const { mn, protocol, subject_kind: kind, subject_id: id, party, addresses, encrypted, version } = row;
  return {
    mn,
    protocol,
    subject: kind && id ? { kind, id, name: row.subject_name ?? "" } : null,
    region: { code: row.region, name: row.region_name },
    organ: party ? { id: party, name: row.party_name ?? "" } : null,
    interval: row.interval_s,
    addresses,
    encrypted,
    version,
    updatedAt: isoTime(row.updated_at.getTime()),
    updatedBy: row.updated_by,
  };
}

/** A key as people type it: 16 characters, or 32 hexadecimal digits. */
const keyHex = (key: string): string =>
  key.length === 32 ? key.toLowerCase() : Buffer.from(key, "latin1").toString("hex");
