import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { aCase, bring, openEvidenceKit, photo } from "#server/evidence-kit.ts";
import { type Client, openExceedance, type TestPlatform } from "#server/kit.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import type { Exhibit, Exhibits } from "./contract.ts";
import { countEvidence } from "./count.server.ts";
import { jpegWithExif } from "./exif.kit.ts";

const tester = systemActor("test");

describe.each(relationalEngines)("evidence, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let banner: Client;
  let league: Client;
  let party: Client;
  let partner: Client;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ saihan, banner, league, party, partner, close } = await openEvidenceKit(kind));
  });
  afterAll(() => close?.());

  const exhibits = async (client: Client, owner: string): Promise<Exhibits> => {
    const reply = await client.send("GET", `/api/v1/evidence?owner=${owner}`);
    expect([reply.status, reply.text]).toEqual([200, expect.anything()]);
    return reply.json as Exhibits;
  };
  const labels = async (client: Client, owner: string) =>
    (await exhibits(client, owner)).items.map(({ label }) => label);
  const count = (owner: string, filter = {}) =>
    saihan.platform.postgres.transact(tester, (tx) => countEvidence(tx, owner, filter));

  test("an upload goes on where it stopped, a wrong hash is thrown away, and only who brought a file has it", async () => {
    const bytes = randomBytes(9000);
    const hash = sm3(bytes);
    const at = (offset: number, to: number, client = banner) =>
      client.send(
        "POST",
        `/api/v1/uploads/${hash}?offset=${offset}&size=9000`,
        Buffer.from(bytes.subarray(offset, to)),
        {
          "content-type": "application/octet-stream",
        },
      );
    expect((await at(0, 4000)).json).toEqual({ received: 4000, complete: false });
    expect((await banner.send("GET", `/api/v1/uploads/${hash}?size=9000`)).json).toEqual({
      received: 4000,
      complete: false,
    });
    expect((await at(4000, 9000)).json).toEqual({ received: 9000, complete: true });
    expect((await banner.send("GET", `/api/v1/uploads/${hash}`)).json).toEqual({ received: 9000, complete: true });
    // the other knows the hash and has nothing
    expect((await party.send("GET", `/api/v1/uploads/${hash}`)).json).toEqual({ received: 0, complete: false });
    expect((await party.send("GET", `/api/v1/files/${hash}`)).status).toBe(404);
    const claimed = sm3(randomBytes(9));
    const wrong = await banner.send("POST", `/api/v1/uploads/${claimed}?offset=0&size=9`, Buffer.from("123456789"), {
      "content-type": "application/octet-stream",
    });
    expect([wrong.status, wrong.code]).toEqual([422, "file.hash"]);
    const json = await banner.send("POST", `/api/v1/uploads/${claimed}?offset=0&size=9`, { not: "bytes" });
    expect([json.status, json.code]).toEqual([422, "file.bytes"]);
    const large = await banner.send(
      "POST",
      `/api/v1/uploads/${claimed}?offset=0&size=9000000`,
      Buffer.alloc(4 * 1024 * 1024 + 1),
      { "content-type": "application/octet-stream" },
    );
    expect([large.status, large.code, large.text]).toEqual([413, "too-large", expect.stringContaining("4 MB")]);
  });

  test("a photo says where and when, and differences are told, never put right", async () => {
    const owner = await aCase(saihan);
    const bytes = jpegWithExif({
      taken: "2026:11:20 08:00:00",
      make: "HUAWEI",
      model: "Mate 60",
      lon: 111.2,
      lat: 40.73,
    });
    const deviceAt = new Date(saihan.platform.now() + 3_600_000).toISOString();
    const made = await bring(
      banner,
      owner,
      { takenAt: "2026-11-23T10:15:00+08:00", device: "Pixel", position: { lon: 111.15, lat: 40.73 }, accuracy: 8 },
      bytes,
      { "x-device-time": deviceAt },
    );
    expect(made.status).toBe(201);
    const item = made.json as Exhibit;
    expect(item).toMatchObject({
      exhibit: 1,
      label: "1",
      kind: "photo",
      mediaType: "image/jpeg",
      takenAt: "2026-11-23T10:15:00+08:00",
      position: { lon: 111.15, lat: 40.73 },
      file: { takenAt: "2026-11-20T08:00:00+08:00", device: "HUAWEI Mate 60", position: { lon: 111.2, lat: 40.73 } },
      recorded: { organ: expect.stringContaining("土默特左旗") },
    });
    expect(item.differences.map(({ code }) => code)).toEqual(["time", "position", "clock"]);
    expect(Math.round((item.clockOffsetMs ?? 0) / 60_000)).toBe(60);
    expect([
      await count(owner),
      await count(owner, { position: true }),
      await count(owner, { kinds: ["video"] }),
    ]).toEqual([1, 1, 0]);
  });

  test("a page, a program and a kind that does not fit are refused; nothing is written", async () => {
    const owner = await aCase(saihan);
    for (const text of [
      "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
      "<!doctype html><p>",
      "\u0000\u0001MZ",
    ]) {
      const refused = await bring(banner, owner, {}, Buffer.from(text));
      expect([refused.status, refused.code]).toEqual([422, "file.type"]);
    }
    const video = await bring(banner, owner, { kind: "video" });
    expect([video.status, (video.json as { field: string }).field]).toEqual([422, "kind"]);
    const unknown = await banner.send("POST", "/api/v1/evidence", {
      owner: { kind: "case", id: owner },
      hash: sm3("nobody brought this"),
      name: "x.jpg",
    });
    expect([unknown.status, unknown.code]).toEqual([409, "file.missing"]);
    expect((await exhibits(banner, owner)).items).toEqual([]);
  });

  test("thirty at once get thirty numbers without gaps; what is sent twice is added once", async () => {
    const owner = await aCase(saihan);
    const replies = await Promise.all(Array.from({ length: 30 }, () => bring(banner, owner)));
    expect(replies.map(({ status }) => status)).toEqual(Array(30).fill(201));
    const refused = await bring(banner, owner, { kind: "sound" });
    expect(refused.status).toBe(422);
    const id = uuidv7();
    const bytes = photo();
    const twice = await Promise.all([0, 1, 2].map(() => bring(banner, owner, { id }, bytes)));
    expect(new Set(twice.map(({ text }) => text)).size).toBe(1);
    const again = await bring(banner, owner, {}, bytes);
    expect([again.status, again.code]).toEqual([409, "evidence.twice"]);
    const { items } = await exhibits(banner, owner);
    expect(items.map(({ exhibit }) => exhibit)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
  });

  test("a party sees what it brought and what was disclosed to it; another territory sees nothing", async () => {
    const owner = await aCase(saihan);
    const ours = (await bring(banner, owner)).json as Exhibit;
    await bring(party, owner, { name: "整改照片.jpg" });
    expect([await labels(banner, owner), await labels(party, owner)]).toEqual([["1", "2"], ["2"]]);
    expect((await party.send("GET", `/api/v1/files/${ours.hash}`)).status).toBe(404);
    expect((await party.send("POST", `/api/v1/evidence/${ours.id}/disclosure`)).status).toBe(403);
    expect((await banner.send("POST", `/api/v1/evidence/${ours.id}/disclosure`)).status).toBe(200);
    expect(await labels(party, owner)).toEqual(["1", "2"]);
    expect((await party.send("GET", `/api/v1/files/${ours.hash}`)).status).toBe(200);
    expect((await partner.send("GET", `/api/v1/evidence?owner=${owner}`)).status).toBe(404);
    const theirs = (await exhibits(party, owner)).items[1] as Exhibit;
    const took = await banner.send("POST", `/api/v1/evidence/${theirs.id}/withdrawal`, { reason: "不予采信" });
    expect([took.status, took.code]).toEqual([403, "evidence.others"]);
    const elsewhere = await openExceedance(saihan.platform, {
      subject: uuidv7(),
      concern: "far",
      region: "150221",
      organAt: "150221",
    });
    expect((await banner.send("GET", `/api/v1/evidence?owner=${elsewhere}`)).status).toBe(404);
    expect((await bring(banner, elsewhere)).status).toBe(404);
  });

  test("a redacted copy stands beside its original and goes out in its place", async () => {
    const owner = await aCase(saihan);
    const original = (await bring(banner, owner)).json as Exhibit;
    const bare = await bring(banner, owner, { derivedFrom: original.id });
    expect([bare.status, (bare.json as { field: string }).field]).toEqual([422, "redaction"]);
    const copy = (await bring(banner, owner, { derivedFrom: original.id, redaction: "遮盖举报人面部" }))
      .json as Exhibit;
    expect([copy.label, copy.derivedFrom, copy.redaction]).toEqual(["1-1", original.id, "遮盖举报人面部"]);
    expect((await exhibits(banner, owner)).items.map(({ label, covered }) => [label, covered])).toEqual([
      ["1", true],
      ["1-1", false],
    ]);
    expect(await count(owner)).toBe(1);
    const organ = await organOf("partner");
    await saihan.platform.postgres.transact(tester, (tx) =>
      sql`select identity.share_with(${owner}, ${organ}, 'test')`.execute(tx),
    );
    expect(await labels(partner, owner)).toEqual(["1-1"]);
    expect((await partner.send("GET", `/api/v1/files/${original.hash}`)).status).toBe(404);
    const covered = await banner.send("POST", `/api/v1/evidence/${original.id}/disclosure`);
    expect([covered.status, covered.code]).toEqual([409, "evidence.covered"]);
    await banner.send("POST", `/api/v1/evidence/${copy.id}/withdrawal`, { reason: "遮盖不全" });
    expect(await labels(partner, owner)).toEqual(["1", "1-1"]);
    expect((await bring(banner, owner)).json).toMatchObject({ label: "2" });
  });

  test("nothing that was brought can be changed, not even by the platform", async () => {
    const owner = await aCase(saihan);
    const { id } = (await bring(banner, owner)).json as Exhibit;
    for (const change of [
      sql`hash = ${"0".repeat(64)}`,
      sql`note = 'other'`,
      sql`position = st_setsrid(st_makepoint(1, 2), 4490)`,
    ])
      await expect(
        saihan.platform.postgres.transact(tester, (tx) =>
          sql`update evidence.item set ${change} where id = ${id}`.execute(tx),
        ),
      ).rejects.toThrow("never changed");
  });

  test("a withdrawn exhibit is crossed out and keeps its number; every look and download has its line", async () => {
    const owner = await aCase(saihan);
    const item = (await bring(banner, owner)).json as Exhibit;
    for (let look = 0; look < 3; look++)
      expect((await league.send("GET", `/api/v1/files/${item.hash}`)).status).toBe(200);
    await league.send("GET", `/api/v1/files/${item.hash}?download=1`);
    const gone = await banner.send("POST", `/api/v1/evidence/${item.id}/withdrawal`, { reason: "拍错了对象" });
    expect(gone.json).toMatchObject({ withdrawn: { reason: "拍错了对象" }, mayWithdraw: false });
    expect(await count(owner)).toBe(0);
    const again = await banner.send("POST", `/api/v1/evidence/${item.id}/withdrawal`, { reason: "再撤一次" });
    expect([again.status, again.code]).toEqual([409, "evidence.withdrawn"]);
    const custody = await banner.send("GET", `/api/v1/evidence/${item.id}/custody`);
    expect((custody.json as { items: { zh: string }[] }).items.map(({ zh }) => zh)).toEqual([
      "提交",
      "查看",
      "下载",
      "撤回",
    ]);
  });

  test("a file is served in ranges, under a safe name, and never as a page", async () => {
    const owner = await aCase(saihan);
    const bytes = photo();
    const item = (await bring(banner, owner, { name: '照片 "一"\r\n.jpg' }, bytes)).json as Exhibit;
    const whole = await banner.send("GET", `/api/v1/files/${item.hash}`);
    expect(whole.headers).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": String(bytes.length),
      "x-content-type-options": "nosniff",
      etag: `"${item.hash}"`,
    });
    expect(whole.headers["content-disposition"]).toMatch(/^inline; filename="[\w .()-]+"; filename\*=UTF-8''[\w%.-]+$/);
    const part = await banner.send("GET", `/api/v1/files/${item.hash}`, undefined, { range: "bytes=2-5" });
    expect([part.status, part.headers["content-range"], part.headers["content-length"]]).toEqual([
      206,
      `bytes 2-5/${bytes.length}`,
      "4",
    ]);
    const outside = await banner.send("GET", `/api/v1/files/${item.hash}`, undefined, { range: "bytes=99999-" });
    expect([outside.status, outside.headers["content-range"]]).toEqual([416, `bytes */${bytes.length}`]);
    const known = await banner.send("GET", `/api/v1/files/${item.hash}`, undefined, {
      "if-none-match": `"${item.hash}"`,
    });
    expect(known.status).toBe(304);
    const text = (await bring(banner, owner, { name: "记录.txt" }, Buffer.from(`现场记录 ${uuidv7()}`)))
      .json as Exhibit;
    const plain = await banner.send("GET", `/api/v1/files/${text.hash}`);
    expect(plain.headers["content-disposition"]).toMatch(/^attachment; /);
  });

  async function organOf(username: string): Promise<string> {
    const { rows } = await saihan.platform.postgres.transact(tester, (tx) =>
      sql<{ organ: string }>`select organ from identity.person where username = ${username}`.execute(tx),
    );
    return rows[0]?.organ as string;
  }
});
