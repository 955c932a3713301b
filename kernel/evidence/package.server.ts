import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { signedZip } from "#kernel/file/signed-zip.server.ts";
import type { ZipEntry } from "#kernel/file/zip.server.ts";
import type { Raw } from "#kernel/identity/route.ts";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Exhibit } from "./contract.ts";
import { type CustodyLine, custodyOf } from "./custody.server.ts";
import { type Audience, type EvidenceOwner, isCarried } from "./exhibit.ts";
import { indexPage } from "./index-page.ts";
import { type Manifest, manifestExhibit, manifestFormat, manifestVersion } from "./manifest.ts";
import { kindOfOwner, readOwner } from "./owner.server.ts";
import { listEvidence, readerOf } from "./reading.server.ts";

type Asked = Readonly<{ owner: string; for?: Audience | undefined }>;
/** The 32-bit form of ZIP ends here. */
const packageLimit = 4 * 1024 ** 3 - 64 * 1024 ** 2;

/** The exhibits of an owner as a signed ZIP for an audience; whoever is not of the office gets the one made for them. */
export async function evidencePackage(platform: Platform, actor: Actor, asked: Asked): Promise<Raw> {
  const seen = await platform.postgres.transact(actor, (tx) => gather(tx, actor, asked));
  const custody = await platform.postgres.transact(
    systemActor("evidence"),
    (tx) =>
      custodyOf(
        tx,
        seen.items.map(({ id }) => id),
      ),
    { readOnly: true },
  );
  const manifest = makeManifest(platform, { ...seen, actor, custody });
  const number = seen.owner.number ?? seen.owner.kind;
  return signedZip(platform, {
    name: `证据包 ${number} ${civilDate(platform.now())}.zip`,
    manifest,
    page: indexPage,
    contents: contentsOf(platform, manifest),
  });
}

type Gathered = Readonly<{
  owner: EvidenceOwner;
  audience: Audience;
  items: readonly Exhibit[];
  organ: string | null;
}>;

async function gather(tx: Tx, actor: Actor, asked: Asked): Promise<Gathered> {
  const owner = await readOwner(tx, { kind: await kindOfOwner(tx, asked.owner), id: asked.owner });
  const reader = await readerOf(tx, actor);
  const audience = reader === "officer" ? (asked.for ?? "internal") : reader;
  const items = await listEvidence(tx, actor, owner.id);
  if (items.length === 0) refuse("evidence.none");
  const carried = items.filter((item) => isCarried(item, audience));
  if (carried.reduce((sum, { size }) => sum + size, 0) > packageLimit)
    refuse("too-large", { values: { limit: "4 GB" } });
  for (const item of carried)
    await recordAct(tx, actor, {
      act: "evidence.item.export",
      object: `evidence.item/${item.id}`,
      detail: { owner: `${owner.kind}/${owner.id}`, audience, sm3: item.hash },
    });
  return { owner, audience, items, organ: await organName(tx, actor) };
}

async function organName(tx: Tx, actor: Actor): Promise<string | null> {
  if (actor.kind === "system") return null;
  const { rows } = await sql<{ name: string }>`select name from organ.organ where id = ${actor.organ ?? null}`.execute(
    tx,
  );
  return rows[0]?.name ?? null;
}

function makeManifest(
  platform: Platform,
  seen: Gathered & Readonly<{ actor: Actor; custody: readonly CustodyLine[] }>,
): Manifest {
  const { owner, audience, items, actor, custody } = seen;
  const linesOf = (id: string) => custody.filter(({ item }) => item === id).map(({ item: _, ...line }) => line);
  return {
    format: manifestFormat,
    version: manifestVersion,
    audience,
    owner: { kind: owner.kind, id: owner.id, number: owner.number, title: owner.title },
    made: {
      at: isoTime(platform.now()),
      by: actor.kind === "person" ? actor.name : "系统",
      organ: seen.organ,
      platform: `saihan ${platform.settings.version}`,
    },
    index: null,
    exhibits: items.map((item) => manifestExhibit(item, audience, linesOf(item.id))),
  };
}

function* contentsOf({ files }: Platform, { exhibits }: Manifest): Iterable<Omit<ZipEntry, "at">> {
  for (const { file } of exhibits) if (file) yield { path: file.path, content: files.open(file.sm3) };
}
