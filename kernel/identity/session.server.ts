import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { Refusal, refuse } from "#kernel/refusal.ts";
import { clockText } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { principalOf } from "./delegation.server.ts";
import { hashPassword, passwordMatches } from "./password.server.ts";
import { administrators } from "./role.ts";

export type Person = Extract<Actor, { kind: "person" }>;

/** Sign-in rules of the platform. Level-protection practice, not a legal text; an office may set stricter ones. */
export const signInRules = { attempts: 5, lockMinutes: 15, idleHours: 8, lifeHours: 24 };

const identity = systemActor("identity");
const digest = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Compared when nobody has that name, so that a wrong name takes as long as a wrong password. */
const nobody = hashPassword(randomBytes(16).toString("hex"));

/** Opens a session for who knows the password; counts failures and locks. The refusal never says which of the two was wrong. */
export async function signIn(
  platform: Platform,
  { username, password, peer }: { username: string; password: string; peer: string },
): Promise<{ token: string; csrf: string }> {
  const now = platform.now();
  const found = await platform.postgres.transact(identity, (tx) => personByName(tx, username));
  if (found?.locked_until && found.locked_until.getTime() > now) throw locked(found.locked_until);
  const right = await passwordMatches(password, found?.password_hash ?? (await nobody));
  // a failure is committed before it is refused: the count must not roll back with the transaction
  const outcome = await platform.postgres.transact(identity, async (tx) => {
    if (!found || !right) return fail(tx, found, now, peer);
    if (found.disabled_at) return new Refusal("sign-in.disabled");
    return open(tx, { person: found, now, peer });
  });
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

type Found = {
  id: string;
  name: string;
  password_hash: string | null;
  failures: number;
  locked_until: Date | null;
  disabled_at: Date | null;
};

async function personByName(tx: Tx, username: string): Promise<Found | undefined> {
  const found = await sql<Found>`select id, name, password_hash, failures, locked_until, disabled_at
    from identity.person where username = ${username}`.execute(tx);
  return found.rows[0];
}

async function fail(tx: Tx, found: Found | undefined, now: number, peer: string): Promise<Refusal> {
  if (!found) return new Refusal("sign-in.wrong");
  const counted = await sql<{
    failures: number;
  }>`update identity.person set failures = failures + 1 where id = ${found.id} returning failures`.execute(tx);
  const failures = counted.rows[0]?.failures ?? 0;
  await recordAct(tx, namedIn(found, peer), {
    act: "session.refuse",
    object: `identity.person/${found.id}`,
    detail: { failures, peer },
  });
  if (failures < signInRules.attempts) return new Refusal("sign-in.wrong");
  const until = new Date(now + signInRules.lockMinutes * 60_000);
  await sql`update identity.person set failures = 0, locked_until = ${until} where id = ${found.id}`.execute(tx);
  return locked(until);
}

const locked = (until: Date): Refusal =>
  new Refusal("sign-in.locked", {
    values: { attempts: signInRules.attempts, until: clockText(until.getTime()) },
  });

async function open(
  tx: Tx,
  { person, now, peer }: { person: Found; now: number; peer: string },
): Promise<{ token: string; csrf: string }> {
  const token = randomBytes(32).toString("base64url");
  const csrf = randomBytes(24).toString("base64url");
  await sql`update identity.person set failures = 0, locked_until = null where id = ${person.id}`.execute(tx);
  await sql`insert into identity.session (token_hash, csrf, person, created_at, seen_at, expires_at, peer)
    values (${digest(token)}, ${csrf}, ${person.id}, ${new Date(now)}, ${new Date(now)}, ${new Date(now + signInRules.lifeHours * 3_600_000)}, ${peer})`.execute(
    tx,
  );
  await sql`delete from identity.session where expires_at < ${new Date(now)}`.execute(tx);
  await recordAct(tx, namedIn(person, peer), {
    act: "session.open",
    object: `identity.person/${person.id}`,
    detail: { peer },
  });
  return { token, csrf };
}

/** Whose line it is in the audit: the account that was used, also where the sign-in was refused. */
const namedIn = ({ id, name }: Found, peer: string): Person => ({
  kind: "person",
  id,
  name,
  peer,
  scopes: [],
  roles: [],
  organ: undefined,
});

export async function signOut(platform: Platform, token: string): Promise<void> {
  await platform.postgres.transact(identity, (tx) =>
    sql`delete from identity.session where token_hash = ${digest(token)}`.execute(tx),
  );
}

export type Session = Readonly<{ actor: Person; csrf: string }>;

/** In whose name a request wishes to be made. A wish that was only remembered by the browser is dropped when it no longer holds. */
export type Wish = Readonly<{ principal: string; remembered: boolean }>;

/** Who a session's token stands for, with the scopes of the grants in force now: the person's own, or those of whom they act for. */
export async function sessionOf(platform: Platform, token: string, wish?: Wish): Promise<Session | undefined> {
  const now = new Date(platform.now());
  const idle = new Date(platform.now() - signInRules.idleHours * 3_600_000);
  return platform.postgres.transact(identity, async (tx) => {
    const found = await sql<{ id: string; name: string; organ: string; csrf: string; seen_at: Date }>`
      select p.id, p.name, p.organ, s.csrf, s.seen_at from identity.session s join identity.person p on p.id = s.person
      where s.token_hash = ${digest(token)} and s.expires_at > ${now} and s.seen_at > ${idle} and p.disabled_at is null`.execute(
      tx,
    );
    const person = found.rows[0];
    if (!person) return undefined;
    if (now.getTime() - person.seen_at.getTime() > 60_000)
      await sql`update identity.session set seen_at = ${now} where token_hash = ${digest(token)}`.execute(tx);
    return { csrf: person.csrf, actor: await actorOf(tx, person, wish, now) };
  });
}

async function actorOf(
  tx: Tx,
  { id, name, organ }: Readonly<{ id: string; name: string; organ: string }>,
  wish: Wish | undefined,
  at: Date,
): Promise<Person> {
  const wished = wish && wish.principal !== id ? wish : undefined;
  const other = wished && (await principalOf(tx, { principal: wished.principal, delegate: id, at }));
  if (wished && !other && !wished.remembered) refuse("delegation.none", { field: "x-on-behalf-of" });
  if (!other) return { kind: "person", id, name, ...(await scopesOf(tx, id, at)), organ };
  const { scopes, roles } = await scopesOf(tx, other.id, at);
  return {
    kind: "person",
    id,
    name: `${name}（代 ${other.name}）`,
    scopes,
    // who became an administrator after the delegation was given is not acted for in that office
    roles: roles.filter((role) => !administrators.some((administrator) => administrator === role)),
    organ: other.organ,
    onBehalfOf: { id: other.id, name: other.name },
  };
}

/**
 * A grant's regions give `r:` scopes, its organ an `o:` scope, the person a `p:` scope for what is told to them alone. An officer of a
 * bureau sees by region, an enterprise by being the party.
 */
async function scopesOf(tx: Tx, person: string, at: Date): Promise<{ scopes: string[]; roles: string[] }> {
  const grants = await sql<{ role: string; organ: string; regions: string[] }>`
    select role, organ, regions from identity."grant"
    where person = ${person} and valid_from <= ${at} and (valid_to is null or valid_to > ${at})`.execute(tx);
  const scopes = new Set([`p:${person}`]);
  for (const grant of grants.rows) {
    scopes.add(`o:${grant.organ}`);
    for (const region of grant.regions) scopes.add(`r:${region}`);
  }
  return { scopes: [...scopes], roles: [...new Set(grants.rows.map((grant) => grant.role))] };
}

export function personOf(actor: Actor): Person {
  return actor.kind === "person" ? actor : refuse("sign-in.required");
}
