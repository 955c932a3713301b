import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { keyFolder } from "#kernel/audit/sealer.server.ts";
import { knownPublicKey } from "#kernel/audit/signing.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { seedId } from "#seed/ids.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform } from "#server/kit.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import type { Exhibit, Exhibits } from "./contract.ts";
import { countEvidence } from "./count.server.ts";
import { jpegWithExif } from "./exif.kit.ts";

const enterprise = seedId("enterprise", 1);
const tester = systemActor("test");

describe.each(relationalEngines)("evidence, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let banner: Client;
  let league: Client;
  let party: Client;
  let partner: Client;
  let folder: string;
  let n = 0;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    [banner, league, party, partner] = await Promise.all([
      saihan.signIn("banner"),
      saihan.signIn("league"),
      saihan.signIn("enterprise"),
      saihan.signIn("partner"),
    ]);
    folder = mkdtempSync(join(tmpdir(), "saihan-package-"));
  });
  afterAll(async () => {
    await saihan?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const aCase = () =>
    openExceedance(saihan.platform, { subject: uuidv7(), concern: `evidence ${n++}`, party: enterprise });
  const photo = (): Uint8Array => Buffer.concat([jpegWithExif({}), randomBytes(40)]);

  async function upload(client: Client, bytes: Uint8Array): Promise<string> {
    const hash = sm3(bytes);
    const reply = await client.send(
      "POST",
      `/api/v1/uploads/${hash}?offset=0&size=${bytes.length}`,
      Buffer.from(bytes),
      { "content-type": "application/octet-stream" },
    );
    expect([reply.status, reply.json]).toEqual([200, { received: bytes.length, complete: true }]);
    return hash;
  }

  async function bring(client: Client, owner: string, more: object = {}, bytes = photo(), headers = {}) {
    const hash = await upload(client, bytes);
    const body = { owner: { kind: "case", id: owner }, hash, name: "现场照片.jpg", ...more };
    return client.send("POST", "/api/v1/evidence", body, headers);
  }
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const owner = await aCase();
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
    const text = (await bring(banner, owner, { name: "记录.txt" }, Buffer.from(`现场记录 ${n}`))).json as Exhibit;
    const plain = await banner.send("GET", `/api/v1/files/${text.hash}`);
    expect(plain.headers["content-disposition"]).toMatch(/^attachment; /);
  });

  describe("a package", () => {
    let path: string;
    let owner: string;
    const admin = (args: string[], dataFolder: string) => {
      try {
        const env = { ...process.env, SAIHAN_DATA: dataFolder };
        const text = execFileSync(process.execPath, ["server/admin.ts", ...args], {
          encoding: "utf8",
          env,
          stdio: "pipe",
        });
        return { code: 0, text };
      } catch (error) {
        const failed = error as { status: number; stdout: string; stderr: string };
        return { code: failed.status, text: failed.stdout + failed.stderr };
      }
    };
    const verify = (file: string, ...more: string[]) => admin(["verify-package", file, ...more], folder);
    const fetched = async (client: Client, audience?: string): Promise<Record<string, Uint8Array>> => {
      const query = audience ? `&for=${audience}` : "";
      const reply = await client.send("GET", `/api/v1/evidence/package?owner=${owner}${query}`);
      expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/zip"]);
      return unzipSync(reply.bytes);
    };

    beforeAll(async () => {
      owner = await aCase();
      const original = (await bring(banner, owner)).json as Exhibit;
      await bring(banner, owner, { derivedFrom: original.id, redaction: "遮盖车牌" });
      const disclosed = (await bring(banner, owner, { note: "排口 <b>外观</b>" })).json as Exhibit;
      await banner.send("POST", `/api/v1/evidence/${disclosed.id}/disclosure`);
      const gone = (await bring(banner, owner)).json as Exhibit;
      await banner.send("POST", `/api/v1/evidence/${gone.id}/withdrawal`, { reason: "重复" });
      path = join(folder, "package.zip");
      const reply = await banner.send("GET", `/api/v1/evidence/package?owner=${owner}`);
      writeFileSync(path, reply.bytes);
    });

    test("is proved offline, line by line, with the platform's key", () => {
      const key = knownPublicKey(keyFolder(saihan.platform.settings.dataFolder)) as string;
      const proof = verify(path, "--key", key);
      expect(proof.text).not.toContain("不符");
      expect([proof.code, proof.text.match(/^通过/gm)?.length]).toEqual([0, 3 + 1 + 4]);
    });

    test("comes from files that hash to their names; one that rotted on the disk is named", async () => {
      const { dataFolder } = saihan.platform.settings;
      const run = () => admin(["verify-files"], dataFolder);
      expect(run()).toMatchObject({ code: 0, text: expect.stringContaining("全部完好") });
      const { hash } = await saihan.platform.files.put(Buffer.from("会腐烂的文件"));
      writeFileSync(join(dataFolder, "files", hash.slice(0, 2), hash), "别的内容");
      expect(run()).toMatchObject({ code: 1, text: expect.stringContaining(`不符  ${hash}`) });
    });

    test("that was touched is found out: a file, the manifest, a file too many, a file too few, another's key", () => {
      const whole = unzipSync(new Uint8Array(readFileSync(path)));
      const broken = (change: (files: Record<string, Uint8Array>) => void, ...more: string[]) => {
        const files = { ...whole };
        change(files);
        const file = join(folder, "broken.zip");
        writeFileSync(file, zipSync(files));
        const proof = verify(file, ...more);
        expect(proof.code).toBe(1);
        return proof.text.split("\n").filter((line) => line.startsWith("不符"));
      };
      expect(broken((files) => (files["files/002.jpg"] = photo()))).toEqual([expect.stringContaining("files/002.jpg")]);
      expect(broken((files) => delete files["files/001.jpg"])).toEqual([expect.stringContaining("缺少文件")]);
      expect(broken((files) => (files["extra.jpg"] = photo()))).toEqual([expect.stringContaining("extra.jpg")]);
      const manifest = Buffer.from(whole["manifest.json"] as Uint8Array).toString();
      expect(
        broken((files) => (files["manifest.json"] = Buffer.from(manifest.replace("遮盖车牌", "遮盖面部")))),
      ).toEqual([expect.stringContaining("manifest.json"), expect.stringContaining("签名")]);
      expect(broken(() => undefined, "--key", "04".padEnd(130, "1"))).toEqual([expect.stringContaining("公钥")]);
    });

    test("goes out with what its reader may have", async () => {
      const names = (files: object) => Object.keys(files).filter((name) => name.startsWith("files/"));
      const inside = await fetched(banner);
      expect(names(inside)).toEqual(["files/001.jpg", "files/001-1.jpg", "files/002.jpg", "files/003.jpg"]);
      expect(names(await fetched(banner, "partner"))).toEqual(["files/001-1.jpg", "files/002.jpg"]);
      expect(names(await fetched(banner, "public"))).toEqual(["files/002.jpg"]);
      expect(names(await fetched(party, "internal"))).toEqual(["files/002.jpg"]);
      const page = Buffer.from(inside["index.html"] as Uint8Array).toString();
      expect(page).toContain("排口 &#60;b&#62;外观&#60;/b&#62;");
      const manifest = JSON.parse(Buffer.from(inside["manifest.json"] as Uint8Array).toString());
      expect(manifest.exhibits[0].custody.map(({ zh }: { zh: string }) => zh)).toContain("导出证据包");
    });
  });

  async function organOf(username: string): Promise<string> {
    const { rows } = await saihan.platform.postgres.transact(tester, (tx) =>
      sql<{ organ: string }>`select organ from identity.person where username = ${username}`.execute(tx),
    );
    return rows[0]?.organ as string;
  }
});
