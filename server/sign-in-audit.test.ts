import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedId } from "#seed/ids.ts";
import { demoUsers } from "#seed/organs.ts";
import { systemActor } from "#store/actor.ts";
import { openTestPlatform, type TestPlatform } from "./kit.ts";

let saihan: TestPlatform;
beforeAll(async () => {
  saihan = await openTestPlatform();
});
afterAll(() => saihan?.close());

test("the audit names who signed in, and whose sign-in was refused", async () => {
  const users = demoUsers();
  const index = users.findIndex(({ username }) => username === "league");
  const body = { username: "league", password: "wrong-password-1" };
  expect((await saihan.anonymous.send("POST", "/api/v1/session", body)).code).toBe("sign-in.wrong");
  await saihan.signIn("league");
  const { rows } = await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
    sql`select actor, actor_name, act, peer from audit.line where act like 'session.%' order by seq`.execute(tx),
  );
  const who = { actor: seedId("user", index + 1), actor_name: users[index]?.name, peer: "127.0.0.1" };
  expect(rows).toEqual([
    { ...who, act: "session.refuse" },
    { ...who, act: "session.open" },
  ]);
});
