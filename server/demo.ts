import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { hashPassword, passwordMatches } from "#kernel/identity/password.server.ts";
import { createPerson } from "#kernel/identity/people.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { seedId } from "#seed/ids.ts";
import { demoUsers, organSeeds } from "#seed/organs.ts";
import { systemActor } from "#store/actor.ts";

const letters = "abcdefghjkmnpqrstuvwxyz";
const digits = "23456789";
const pick = (from: string, n: number): string =>
  Array.from({ length: n }, () => from[randomInt(from.length)]).join("");

/** The password of all demonstration accounts: the one that was set, or one made once and kept in the data folder. */
export function demoPassword(dataFolder: string, given: string | undefined): string {
  if (given !== undefined) return given;
  const file = join(dataFolder, "demo-password");
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    const made = `${pick(letters, 4)}-${pick(digits, 4)}-${pick(letters, 4)}`;
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(file, `${made}\n`, { mode: 0o600 });
    return made;
  }
}

/**
 * The organs of the sample region and one person of each role. People cannot be made over HTTP before there is one; everything else of the
 * sample comes in through the front door.
 */
export async function prepareDemo(platform: Platform, password: string): Promise<void> {
  const system = systemActor("demo");
  await platform.postgres.transact(system, async (tx) => {
    for (const organ of organSeeds())
      await sql`insert into organ.organ (id, name, kind, region, parent, duty, sample)
        values (${organ.id}, ${organ.name}, ${organ.kind}, ${organ.region}, ${organ.parent}, ${organ.duty ?? null}, true) on conflict (id) do nothing`.execute(
        tx,
      );
  });
  for (const [index, user] of demoUsers().entries()) {
    const present = await platform.postgres.transact(system, (tx) =>
      sql`select from identity.person where username = ${user.username}`.execute(tx),
    );
    if (present.rows.length > 0) continue;
    await platform.postgres.transact(system, (tx) =>
      createPerson(tx, system, {
        id: seedId("user", index + 1),
        username: user.username,
        name: user.name,
        organ: user.organ,
        password,
        grants: [{ role: user.role, regions: [...user.regions] }],
        sample: true,
      }),
    );
  }
  await keepPassword(platform, password);
}

/** `SAIHAN_DEMO_PASSWORD` changed since the last start: the demonstration accounts follow it. */
async function keepPassword(platform: Platform, password: string): Promise<void> {
  const system = systemActor("demo");
  await platform.postgres.transact(system, async (tx) => {
    const names = demoUsers().map((user) => user.username);
    const found = await sql<{
      id: string;
      password_hash: string;
    }>`select id, password_hash from identity.person where sample and username = any (${names}) order by username`.execute(
      tx,
    );
    const first = found.rows[0];
    if (!first || (await passwordMatches(password, first.password_hash))) return;
    const hash = await hashPassword(password);
    await sql`update identity.person set password_hash = ${hash} where id = any (${found.rows.map((row) => row.id)})`.execute(
      tx,
    );
  });
}
