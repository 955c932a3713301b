import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import type { Actor } from "#store/actor.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { notify } from "./notice.server.ts";

const [bureau, branch, ann, bob] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
const person = (id: string, organ: string): Actor => ({
  kind: "person",
  id,
  name: id === ann ? "甲" : "乙",
  roles: ["banner"],
  organ,
  scopes: [`p:${id}`, `o:${organ}`],
});

describe.each(relationalEngines)("notices on %s", (kind) => {
  let kit: KitPlatform;
  beforeAll(async () => {
    kit = await openKitPlatform({ kind });
    await sowPlaces(kit.platform);
    await kit.platform.postgres.transact(systemActor("test"), async (tx) => {
      await sql`insert into organ.organ (id, name, kind, region) values (${bureau}, '市局', 'bureau', '150100'),
        (${branch}, '分局', 'branch', '150121')`.execute(tx);
      await sql`insert into identity.person (id, username, name, organ) values (${ann}, 'ann', '甲', ${bureau}),
        (${bob}, 'bob', '乙', ${branch})`.execute(tx);
    });
  });
  afterAll(() => kit?.close());

  const told = (key: string, to: { person: string } | { organ: string }) => ({
    to,
    key,
    title: { zh: "有一件新办件", en: "A new case" },
    link: "/cases/1",
    at: Date.parse("2026-11-24T09:00:00+08:00"),
    about: { kind: "case", id: "1" },
  });
  const titlesFor = (actor: Actor) =>
    kit.platform.postgres.transact(
      actor,
      async (tx) => (await sql<{ key: string }>`select key from notice.notice order by key`.execute(tx)).rows,
    );

  it("tells once for a key, and leaves one event for those who carry it on", async () => {
    const first = await kit.platform.postgres.transact(person(ann, bureau), (tx) =>
      notify(tx, told("a", { person: bob })),
    );
    const again = await kit.platform.postgres.transact(person(ann, bureau), (tx) =>
      notify(tx, told("a", { person: bob })),
    );
    expect(first).toBeTypeOf("string");
    expect(again).toBeUndefined();
    const events = await kit.platform.postgres.transact(
      systemActor("test"),
      async (tx) =>
        (await sql<{ body: unknown }>`select body from outbox.event where topic = 'notice'`.execute(tx)).rows,
    );
    expect(events).toEqual([{ body: { id: first, scope: `p:${bob}` } }]);
  });

  it("is read by whom it is addressed to, and not by who wrote it", async () => {
    await kit.platform.postgres.transact(person(ann, bureau), (tx) => notify(tx, told("b", { organ: branch })));
    expect(await titlesFor(person(ann, bureau))).toEqual([]);
    expect(await titlesFor(person(bob, branch))).toEqual([{ key: "a" }, { key: "b" }]);
  });

  it("is gone with the transaction that failed", async () => {
    await expect(
      kit.platform.postgres.transact(person(ann, bureau), async (tx) => {
        await notify(tx, told("c", { person: bob }));
        throw new Error("the act failed");
      }),
    ).rejects.toThrow("the act failed");
    expect(await titlesFor(person(bob, branch))).toHaveLength(2);
  });
});
