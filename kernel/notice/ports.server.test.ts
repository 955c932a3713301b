import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import { systemActor } from "#store/actor.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { notify } from "./notice.server.ts";
import { portsOf, startNoticeDelivery } from "./ports.server.ts";

const organ = uuidv7();

describe.each(relationalEngines)("notices leave the platform on %s", (kind) => {
  let kit: KitPlatform;
  let server: Server;
  const heard: { key: string | undefined; body: Record<string, unknown> }[] = [];
  let failures = 1;

  beforeAll(async () => {
    kit = await openKitPlatform({ kind });
    await sowPlaces(kit.platform);
    await kit.platform.postgres.transact(systemActor("test"), (tx) =>
      sql`insert into organ.organ (id, name, kind, region) values (${organ}, '分局', 'branch', '150121')`.execute(tx),
    );
    server = createServer((request, reply) => {
      let text = "";
      request.on("data", (piece) => {
        text += piece;
      });
      request.on("end", () => {
        const failing = failures-- > 0;
        if (!failing) heard.push({ key: request.headers["idempotency-key"] as string, body: JSON.parse(text) });
        reply.writeHead(failing ? 503 : 204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(async () => {
    server?.close();
    await kit?.close();
  });

  const tell = (key: string) =>
    kit.platform.postgres.transact(systemActor("test"), (tx) =>
      notify(tx, {
        to: { organ },
        key,
        title: { zh: "有一件新办件", en: "A new case" },
        link: "/cases/1",
        at: Date.now(),
        about: { kind: "case", id: "1" },
      }),
    );

  it("by file and webhook from the day they are set up: tried again, hinted to open pages, and nothing of the past", async () => {
    await tell("before");
    await kit.platform.postgres.transact(systemActor("test"), (tx) => sql`select outbox.place()`.execute(tx));
    const file = join(kit.platform.settings.dataFolder, "out", "notices.jsonl");
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const platform = {
      ...kit.platform,
      settings: { ...kit.platform.settings, notice: { file, webhook } },
    };
    const hints: string[] = [];
    platform.live.subscribe([`o:${organ}`], ({ topic }) => hints.push(topic));
    const consumers = await startNoticeDelivery(platform);
    const id = await tell("after");
    await eventually(() => heard.length > 0 && hints.length > 0);
    for (const consumer of consumers) await consumer.stop();
    expect(heard).toEqual([
      {
        key: id,
        body: expect.objectContaining({ id, title: "有一件新办件", to: expect.objectContaining({ name: "分局" }) }),
      },
    ]);
    expect(hints).toEqual(["notice"]);
    expect(
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id),
    ).toEqual([id]);
  });

  it("says plainly which ways nobody has set up", () => {
    expect(portsOf({}).map(({ id, configured }) => [id, configured])).toEqual([
      ["webhook", false],
      ["file", false],
      ["mail", false],
      ["sms", false],
    ]);
    expect(portsOf({ webhook: "http://x/" }).find(({ id }) => id === "mail")?.configured).toBe(false);
  });
});
