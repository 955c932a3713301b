import { randomBytes, randomInt } from "node:crypto";
import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { Refusal, refuse } from "#kernel/refusal.ts";
import { day, hour, isoTime } from "#kernel/time.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { LinkReply } from "./contract.ts";
import { at, type Doing, type TransferRow } from "./row.server.ts";
import { nameOf, refuseState } from "./transfer.server.ts";

/** Rules of the platform for those who come without an account. */
export const guestRules = { days: 90, attempts: 5, passHours: 2 };

/** What the browser of a guest keeps after the right code: readable by no script, sent to the guest routes alone. */
export const guestCookie = "saihan_guest";

/** A million codes are nothing to who holds the hashes; the token of 256 bits in front of them is, and it is stored nowhere. */
const codeHash = (token: string, code: string): string => sm3(`${token}:${code}`);

/** A new link and code for the receiver of an open transfer; the ones before die. Both are in this answer and nowhere else. */
export async function issueLink(tx: Tx, { actor, now }: Doing, row: TransferRow): Promise<LinkReply> {
  if (row.state !== "offered" && row.state !== "accepted") refuseState(row.state);
  const token = randomBytes(32).toString("base64url");
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const link = {
    id: uuidv7(),
    transfer: row.id,
    token_hash: sm3(token),
    code_hash: codeHash(token, code),
    issued_at: at(now),
    issued_by: actor.kind === "person" ? actor.id : `system:${actor.name}`,
    issued_by_name: nameOf({ actor }),
    expires_at: at(now + guestRules.days * day),
  };
  await sql`select "case".issue_link(${JSON.stringify(link)}::jsonb)`.execute(tx);
  await recordAct(tx, actor, {
    act: "transfer.link",
    object: `case.transfer/${row.id}`,
    detail: { link: link.id, expires: link.expires_at },
  });
  return { path: `/g/${token}`, code, expires: link.expires_at };
}

type Link = {
  id: string;
  transfer: string;
  code_hash: string;
  failures: number;
  retry_at: Date | null;
  expires_at: Date;
  locked_at: Date | null;
  revoked_at: Date | null;
};

const system = systemActor("guest");

/**
 * The link of a token, or a refusal that does not say whether there ever was one. Held only where tries are counted: an answer locks its case
 * and must not wait for a link that is being issued again.
 */
async function linkOf(tx: Tx, token: string, now: number, { hold = false } = {}): Promise<Link> {
  const found = await sql<Link>`select * from "case".guest_link where token_hash = ${sm3(token)}
    ${hold ? sql`for update` : sql``}`.execute(tx);
  const link = found.rows[0];
  if (!link || link.revoked_at !== null || link.expires_at.getTime() <= now) refuse("guest.gone");
  return link;
}

/**
 * Opens a link with its code. A wrong code is counted before it is refused, each failure doubles the wait, and the fifth locks the link
 * until its sender issues another.
 */
export async function openLink(
  platform: Platform,
  { token, code, peer }: Readonly<{ token: string; code: string; peer: string }>,
): Promise<string> {
  const now = platform.now();
  const outcome = await platform.postgres.transact(system, async (tx) => {
    const link = await linkOf(tx, token, now, { hold: true });
    if (link.locked_at) return new Refusal("guest.locked");
    const wait = (link.retry_at?.getTime() ?? 0) - now;
    if (wait > 0) return new Refusal("too-many", { values: { seconds: Math.ceil(wait / 1_000) } });
    if (codeHash(token, code) !== link.code_hash) return failed(tx, link, { now, peer });
    const pass = randomBytes(32).toString("base64url");
    await sql`insert into "case".guest_pass (pass_hash, link, opened_at, expires_at, peer)
      values (${sm3(pass)}, ${link.id}, ${at(now)}, ${at(now + guestRules.passHours * hour)}, ${peer})`.execute(tx);
    await sql`update "case".guest_link set failures = 0, retry_at = null, opened_at = coalesce(opened_at, ${at(now)}) where id = ${link.id}`.execute(
      tx,
    );
    await recordAct(tx, await namedIn(tx, link, peer), {
      act: "guest.open",
      object: `case.transfer/${link.transfer}`,
      detail: { link: link.id },
    });
    return pass;
  });
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

async function failed(tx: Tx, link: Link, { now, peer }: { now: number; peer: string }): Promise<Refusal> {
  const failures = link.failures + 1;
  const locked = failures >= guestRules.attempts;
  await sql`update "case".guest_link set failures = ${failures}, retry_at = ${at(now + 1_000 * 2 ** failures)},
    locked_at = ${locked ? at(now) : null} where id = ${link.id}`.execute(tx);
  await recordAct(tx, await namedIn(tx, link, peer), {
    act: locked ? "guest.lock" : "guest.refuse",
    object: `case.transfer/${link.transfer}`,
    detail: { link: link.id, failures },
  });
  return locked
    ? new Refusal("guest.locked")
    : new Refusal("guest.code", { field: "code", values: { left: guestRules.attempts - failures } });
}

/** Who opened a link is not known by name before an answer is given. */
async function namedIn(tx: Tx, link: Pick<Link, "id" | "transfer">, peer: string): Promise<Actor> {
  const found = await sql<{ name: string; organ: string }>`select o.name, o.id as organ from "case".transfer t
    join organ.organ o on o.id = t.to_organ where t.id = ${link.transfer}`.execute(tx);
  return guestActor({ link: link.id, organ: found.rows[0]?.organ, name: found.rows[0]?.name ?? "", peer });
}

/** A guest as timeline, audit and evidence name one. It has no scope: what it may reach is the one transfer of its link. */
export const guestActor = (
  guest: Readonly<{ link: string; organ: string | undefined; name: string; peer: string }>,
): Actor => ({
  kind: "person",
  id: guest.link,
  name: `${guest.name}（凭链接）`,
  scopes: [],
  roles: [],
  organ: guest.organ,
  peer: guest.peer,
});

export type Guest = Readonly<{ link: string; transfer: string }>;

/** Whose pass it is: right for this link, not run out, and the link still holds. */
export async function guestOf(
  tx: Tx,
  { token, pass, now }: Readonly<{ token: string; pass: string | undefined; now: number }>,
): Promise<Guest> {
  const link = await linkOf(tx, token, now);
  if (link.locked_at) refuse("guest.locked");
  const found =
    await sql`select from "case".guest_pass where pass_hash = ${sm3(pass ?? "")} and link = ${link.id} and expires_at > ${at(now)}`.execute(
      tx,
    );
  if (found.rows.length === 0) refuse("guest.code-needed");
  return { link: link.id, transfer: link.transfer };
}

/** What a page may show before the code: that the link holds, and whose it is not said. */
export async function linkStanding(platform: Platform, token: string): Promise<{ expires: string; locked: boolean }> {
  const now = platform.now();
  return platform.postgres.transact(system, async (tx) => {
    const link = await linkOf(tx, token, now);
    return { expires: isoTime(link.expires_at.getTime()), locked: link.locked_at !== null };
  });
}
