import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform, testPassword } from "#server/kit.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import type { Signatures, Signed } from "./contract.ts";
import { newSealedKey, openSealedKey, resealKey } from "./sealed-key.server.ts";
import { signaturesOf, signVersion, verifySignature } from "./signature.server.ts";
import type { SignedText } from "./signed-text.ts";

const tester = systemActor("test");

test("a sealed key opens with its password, for its person and as itself alone", async () => {
  const { sealed, publicKey, key } = await newSealedKey("甲", "password-1");
  const owner = { person: "甲", publicKey };
  const opened = await openSealedKey(sealed, owner, "password-1");
  expect(verifySignature(rowOf(publicKey, opened?.sign("{}") ?? "", "{}")).zh).toContain("对不上");
  expect(opened?.publicKey).toBe(key.publicKey);
  expect(JSON.stringify(sealed)).not.toContain("password");
  for (const [who, how, what] of [
    [owner, "password-2", sealed],
    [{ ...owner, person: "乙" }, "password-1", sealed],
    [{ ...owner, publicKey: `04${"1".repeat(128)}` }, "password-1", sealed],
    [owner, "password-1", { ...sealed, text: "0".repeat(64) }],
    [owner, "password-1", { ...sealed, kdf: { ...sealed.kdf, passes: 3 } }],
  ] as const)
    expect(await openSealedKey(what, who, how)).toBeUndefined();
  const again = await resealKey(sealed, owner, { old: "password-1", next: "password-2" });
  expect(again && (await openSealedKey(again, owner, "password-2"))?.publicKey).toBe(publicKey);
});

const rowOf = (publicKey: string, signature: string, text: string) => ({
  object: "x",
  version: 1,
  text,
  content: "",
  signature,
  public_key: publicKey,
});

describe.each(relationalEngines)("signatures, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let banner: Client;
  let league: Client;
  let folder: string;
  let ahead = 0;
  const now = () => Date.now() + ahead;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind, now);
    [banner, league] = await Promise.all([saihan.signIn("banner"), saihan.signIn("league")]);
    folder = mkdtempSync(join(tmpdir(), "saihan-signed-"));
  });
  afterAll(async () => {
    await saihan?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function anExhibit(): Promise<string> {
    const owner = await openExceedance(saihan.platform, { subject: uuidv7(), concern: uuidv7() });
    const bytes = Buffer.from(`询问笔录 ${uuidv7()}`);
    const hash = sm3(bytes);
    await banner.send("POST", `/api/v1/uploads/${hash}?offset=0&size=${bytes.length}`, bytes, {
      "content-type": "application/octet-stream",
    });
    const body = { owner: { kind: "case", id: owner }, hash, name: "询问笔录.txt" };
    const made = await banner.send("POST", "/api/v1/evidence", body);
    expect([made.status, made.text]).toEqual([201, expect.anything()]);
    return `evidence.item/${(made.json as { id: string }).id}`;
  }
  const sign = (client: Client, object: string, more: object = {}) =>
    client.send("POST", "/api/v1/signatures", { object, version: 1, password: testPassword, ...more });
  const listed = async (client: Client, object: string) =>
    (await client.send("GET", `/api/v1/signatures?object=${object}`)).json as Signatures;

  test("the first signature makes a key; everyone who sees the exhibit sees that it holds, and what quick means", async () => {
    const object = await anExhibit();
    expect(await listed(banner, object)).toMatchObject({
      items: [],
      signable: { version: 1, open: true },
      strong: null,
    });
    const signed = await sign(banner, object, { capacity: "勘验人" });
    expect([signed.status, signed.json]).toMatchObject([
      201,
      { keyMade: "new", words: expect.stringContaining("非 UKey") },
    ]);
    const { items } = await listed(league, object);
    expect(items).toMatchObject([
      {
        method: "quick",
        capacity: "勘验人",
        mayRevoke: false,
        revoked: null,
        verdict: { holds: true, content: "same", zh: "SM2 签名验证通过。内容自签名后未变。" },
      },
    ]);
    const twice = await sign(banner, object, { capacity: "勘验人" });
    expect([twice.status, twice.code]).toEqual([409, "signature.twice"]);
    const next = await sign(banner, await anExhibit());
    expect(next.json).toMatchObject({ keyMade: null, publicKey: (signed.json as Signed).publicKey });
    expect((await league.send("GET", "/api/v1/signing-key")).json).toEqual({ key: null });
  });

  test("a wrong password signs nothing, a strong signature is not pretended, an old version is refused", async () => {
    const object = await anExhibit();
    const wrong = await sign(banner, object, { password: "wrong-password-1" });
    expect([wrong.status, wrong.code]).toEqual([422, "signature.password"]);
    const strong = await sign(banner, object, { method: "strong" });
    expect([strong.status, strong.code]).toEqual([409, "signature.strong"]);
    const late = await sign(banner, object, { version: 2 });
    expect([late.status, late.code]).toEqual([409, "version.conflict"]);
    const unknown = await sign(banner, `paper.unheard-of/${uuidv7()}`);
    expect([unknown.status, unknown.code]).toEqual([422, "signature.object"]);
    expect((await listed(banner, object)).items).toEqual([]);
  });

  test("five wrong passwords stop the trying for a quarter of an hour", async () => {
    const object = await anExhibit();
    for (let tries = 0; tries < 5; tries++) await sign(league, object, { password: "wrong-password-1" });
    const locked = await sign(league, object);
    expect([locked.status, locked.code]).toEqual([429, "sign-in.locked"]);
    ahead += 16 * 60_000;
    expect((await sign(league, object)).status).toBe(201);
  });

  test("a changed password keeps the key; a password set by an administrator means a new key, and says so", async () => {
    const key = async (client: Client) =>
      ((await client.send("GET", "/api/v1/signing-key")).json as { key: { publicKey: string } }).key.publicKey;
    const first = await key(banner);
    const change = { current: testPassword, next: "another-2345-test" };
    expect((await banner.send("PUT", "/api/v1/session/password", change)).status).toBe(200);
    const object = await anExhibit();
    expect((await sign(banner, object)).code).toBe("signature.password");
    const signed = await sign(banner, object, { password: "another-2345-test" });
    expect([signed.status, signed.json]).toMatchObject([201, { keyMade: null, publicKey: first }]);

    const secadmin = await saihan.signIn("secadmin");
    const { rows } = await saihan.platform.postgres.transact(tester, (tx) =>
      sql<{ id: string; version: number }>`select id, version from identity.person where username = 'banner'`.execute(
        tx,
      ),
    );
    const reset = { baseVersion: rows[0]?.version, reason: "忘记密码", password: testPassword };
    expect((await secadmin.send("PATCH", `/api/v1/users/${rows[0]?.id}`, reset)).status).toBe(200);
    banner = await saihan.signIn("banner");
    const renewed = await sign(banner, await anExhibit());
    expect(renewed.json).toMatchObject({ keyMade: "renewed" });
    expect((renewed.json as Signed).publicKey).not.toBe(first);
    // what the former key signed still holds
    expect((await listed(banner, object)).items).toMatchObject([{ publicKey: first, verdict: { holds: true } }]);
  });

  test("who stands in for another is in the text that is signed", async () => {
    const object = await anExhibit();
    const { rows } = await saihan.platform.postgres.transact(tester, (tx) =>
      sql<{ id: string; organ: string }>`select id, organ from identity.person where username = 'banner'`.execute(tx),
    );
    const { id, organ } = rows[0] as { id: string; organ: string };
    const other = { id: uuidv7(), name: "乙" };
    const actor: Actor = {
      kind: "person",
      ...{ id, organ, name: "甲（代 乙）", scopes: ["r:150121"], roles: ["banner"], onBehalfOf: other },
    };
    const signing = { object, version: 3, content: { b: 1, a: [2] }, password: testPassword, at: now() };
    const [row] = await saihan.platform.postgres.transact(actor, async (tx) => {
      const owner = await sql<{
        owner: string;
      }>`select owner from evidence.item where id = ${object.split("/")[1]}`.execute(tx);
      await signVersion(tx, actor, { ...signing, row: owner.rows[0]?.owner as string });
      return signaturesOf(tx, object);
    });
    if (!row) throw new Error("no signature");
    const signed = JSON.parse(row.text) as SignedText;
    expect(signed).toMatchObject({ onBehalfOf: other, signer: { id, name: "甲（代 乙）" }, version: 3 });
    expect(row.content).toBe('{"a":[2],"b":1}');
    expect(verifySignature(row).holds).toBe(true);
    for (const change of [
      { content: '{"a":[2],"b":2}' },
      { version: 4 },
      { object: "paper.paper/other" },
      { text: row.text.replace("乙", "丙") },
      { signature: row.signature.replace(/.$/, (last) => (last === "0" ? "1" : "0")) },
    ])
      expect([change, verifySignature({ ...row, ...change }).holds]).toEqual([change, false]);
  });

  test("a signature is revoked by its signer alone, once, and is never changed", async () => {
    const object = await anExhibit();
    const { id } = (await sign(banner, object)).json as Signed;
    expect((await league.send("POST", `/api/v1/signatures/${id}/revocation`, { reason: "不是我签的" })).status).toBe(
      404,
    );
    expect((await banner.send("POST", `/api/v1/signatures/${id}/revocation`, { reason: "签错了" })).status).toBe(200);
    expect((await listed(banner, object)).items).toMatchObject([
      { revoked: { reason: "签错了" }, mayRevoke: false, verdict: { holds: true } },
    ]);
    expect((await banner.send("POST", `/api/v1/signatures/${id}/revocation`, { reason: "再撤" })).status).toBe(404);
    await expect(
      saihan.platform.postgres.transact(tester, (tx) =>
        sql`update signature.signature set content = '{}' where id = ${id}`.execute(tx),
      ),
    ).rejects.toThrow("never changed");
    expect((await sign(banner, object)).status).toBe(201);
  });

  test("a package of signatures is proved offline; a content put in its place is found out", async () => {
    const object = await anExhibit();
    await sign(banner, object);
    await sign(league, object);
    const reply = await banner.send("GET", `/api/v1/signatures/package?object=${object}`);
    expect(reply.status).toBe(200);
    const file = join(folder, "signed.zip");
    const verify = () => {
      try {
        const args = ["server/admin.ts", "verify-package", file];
        const env = { ...process.env, SAIHAN_DATA: folder };
        return execFileSync(process.execPath, args, { encoding: "utf8", env, stdio: "pipe" });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    writeFileSync(file, reply.bytes);
    const whole = verify();
    expect(whole.split("\n").filter((line) => /^(通过|不符) {2}签名 /.test(line))).toEqual([
      expect.stringMatching(/^通过/),
      expect.stringMatching(/^通过/),
    ]);
    expect(whole).toContain("✓ 全部通过");
    expect(whole).toContain("签名公钥未核对");
    const files = unzipSync(reply.bytes);
    const content = Object.keys(files).find((name) => name.startsWith("contents/")) as string;
    files[content] = Buffer.from("{}");
    writeFileSync(file, zipSync(files));
    expect(verify()).toMatch(new RegExp(`^不符  ${content}`, "m"));
  });
});
