import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { eventually, openTestEngines, type TestEngines, testServer } from "#store/kit.ts";
import { recordAct } from "./audit.server.ts";
import { keyFolder, sealCommitted, startSealer } from "./sealer.server.ts";
import { knownPublicKey, openSigningKey, signatureHolds } from "./signing.server.ts";
import { verifyAudit } from "./verify.server.ts";

type Store = TestEngines & Readonly<{ superuser: pg.Client }>;

/** The superuser stands for an intruder with every privilege. */
async function open(kind: "embedded" | "server"): Promise<Store> {
  const engines = await openTestEngines(kind);
  const superuser = new pg.Client({ connectionString: engines.superuserUrl });
  await superuser.connect();
  const close = async (): Promise<void> => {
    await superuser.end();
    await engines.close();
  };
  return { ...engines, superuser, close };
}

const person: Actor = {
  kind: "person",
  id: uuidv7(),
  name: "示例·执法员",
  scopes: [],
  roles: ["banner"],
  organ: undefined,
};
const act = (store: Store, name: string, detail: Record<string, unknown> = {}, actor: Actor = person): Promise<void> =>
  store.postgres.transact(actor, (tx) => recordAct(tx, actor, { act: name, object: "test/1", detail }));

/** What only a superuser can do: the rows change although triggers forbid it, and afterwards stand as before. */
async function tampered(store: Store, change: string, look: () => Promise<void>): Promise<void> {
  const tables = ["line", "seal", "head"];
  const keep = tables.map((table) => `create table audit.kept_${table} as table audit.${table}`);
  await unhindered(store, [...keep, change]);
  try {
    await look();
  } finally {
    const back = tables.map((table) => {
      const into = table === "line" ? "insert into audit.line overriding system value" : `insert into audit.${table}`;
      return `delete from audit.${table}; ${into} select * from audit.kept_${table}; drop table audit.kept_${table}`;
    });
    await unhindered(store, back);
  }
}

/** One transaction in which no trigger and no foreign key fires. */
async function unhindered(store: Store, statements: readonly string[]): Promise<void> {
  try {
    await store.superuser.query(
      `begin; set local session_replication_role = replica; ${statements.join("; ")}; commit`,
    );
  } catch (error) {
    await store.superuser.query("rollback");
    throw error;
  }
}

/** Waits until the table has so many rows. */
async function count(store: Store, table: "seal" | "head", rows: number): Promise<void> {
  await eventually(
    () => store.superuser.query(`select from audit.${table}`),
    ({ rowCount }) => rowCount === rows,
  );
}

describe("the chain over the audit, on the embedded engine", () => {
  let store: Store;
  beforeAll(async () => {
    store = await open("embedded");
    for (let n = 1; n <= 6; n++)
      await act(store, "note.create", {
        n,
        at: new Date(0),
        text: "整改\u0000完成",
        nothing: undefined,
        ratio: 0.1,
        deep: { password: "x", list: [1, null] },
      });
  });
  afterAll(() => store.close());

  it("reports lines that the sealer has not reached as the unsealed tail", async () => {
    const proof = await verifyAudit(store.postgres);
    expect(proof).toMatchObject({ sealed: 0, unsealed: 6, problems: [] });
  });

  it("seals in order, signs the head with a key that is made once, and proves the whole", async () => {
    const platform = {
      postgres: store.postgres,
      now: Date.now,
      log: (line: string) => expect.fail(line),
      settings: { mapApproval: undefined, demo: false, version: "test", dataFolder: store.folder, hj212Port: 0 },
    };
    const sealer = startSealer(platform, { intervalMs: 20 });
    await count(store, "head", 1);
    await act(store, "note.amend", { n: 7 });
    await count(store, "seal", 7);
    await sealer.stop();
    const trustedKey = knownPublicKey(keyFolder(store.folder));
    const proof = await verifyAudit(store.postgres, { trustedKey });
    expect(proof).toEqual({ sealed: 7, unsealed: 0, heads: 1, signers: [trustedKey], problems: [] });
    expect(statSync(join(keyFolder(store.folder), "audit-sm2.pem")).mode & 0o777).toBe(0o600);
    expect(openSigningKey(keyFolder(store.folder)).publicKey).toBe(trustedKey);
    const order = await store.superuser.query(
      "select l.seq from audit.seal s join audit.line l on l.id = s.line order by s.position",
    );
    expect(order.rows.map((row) => Number(row.seq))).toEqual(
      [...order.rows.map((row) => Number(row.seq))].sort((a, b) => a - b),
    );
  });

  it("keeps no secret, however deep it lies", async () => {
    const { rows } = await store.superuser.query("select detail from audit.line order by seq limit 1");
    expect(rows[0].detail).toEqual({
      n: 1,
      at: "1970-01-01T00:00:00.000Z",
      text: "整改\ufffd完成",
      ratio: 0.1,
      deep: { password: "（不记录）", list: [1, null] },
    });
  });

  it("lets nobody but a superuser change a line, a seal or a head", async () => {
    for (const change of [
      "update audit.line set act = 'x'",
      "delete from audit.seal",
      "truncate audit.head",
      "update audit.head set hash = ''",
    ])
      await expect(store.superuser.query(change)).rejects.toThrow(/append only/);
    await expect(store.postgres.transact(person, (tx) => sql`select * from audit.line`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      store.postgres.transact(systemActor("x"), (tx) =>
        sql`insert into audit.line (id, at, actor, actor_name, act, object, detail, hash, xid)
          values (${uuidv7()}, now(), 'x', 'x', 'x', 'x', '{}', 'x', '999999999')`.execute(tx),
      ),
    ).rejects.toThrow(/permission denied/);
  });

  const third = "(select line from audit.seal where position = 3)";
  it.each([
    ["a changed line", `update audit.line set detail = '{"n":99}' where id = ${third}`, 3, "内容被改动"],
    [
      "a changed line whose own hash was renewed",
      `update audit.line set hash = repeat('a', 64) where id = ${third}`,
      3,
      "的杂凑值与第 3 位封存的不同",
    ],
    ["a removed line", `delete from audit.line where id = ${third}`, 3, "已不存在"],
    ["a removed seal", "delete from audit.seal where position = 3", 3, "封存缺失"],
    [
      "two seals in each other's place",
      [1000, 3, 4]
        .map((to, n) => `update audit.seal set position = ${to} where position = ${[3, 4, 1000][n]}`)
        .join("; "),
      3,
      "没有接上前一位",
    ],
    ["a removed end", "delete from audit.seal where position >= 6", 6, "曾签名为链头"],
    ["a changed head", "update audit.head set signed_at = signed_at + interval '1 day'", 6, "签名"],
  ])("finds %s and names it", async (_, change, position, sentence) => {
    await tampered(store, change, async () => {
      const { problems } = await verifyAudit(store.postgres);
      expect(problems.find((problem) => problem.zh.includes(sentence))).toMatchObject({ position });
    });
    expect((await verifyAudit(store.postgres)).problems).toEqual([]);
  });

  it("finds a line that was put in afterwards, and a chain that was rewritten to its end", async () => {
    const late = uuidv7();
    await tampered(
      store,
      `insert into audit.line (id, at, actor, actor_name, act, object, detail, hash, xid)
        values ('${late}', now(), 'x', 'x', 'x', 'x', '{}', repeat('b', 64), '1')`,
      async () => {
        const { problems } = await verifyAudit(store.postgres);
        expect(problems.map((problem) => problem.line)).toEqual([late, late]);
        expect(problems[1]?.zh).toContain("早该封存而没有封存");
      },
    );
    await tampered(store, rewritten(await hashesOf(store)), async () => {
      const { problems } = await verifyAudit(store.postgres);
      expect(problems[0]).toMatchObject({ position: 6, en: expect.stringContaining("differs from the signed head") });
    });
  });

  it("tells a head that was signed with another key", async () => {
    const { problems } = await verifyAudit(store.postgres, { trustedKey: "04".padEnd(130, "0") });
    expect(problems[0]?.zh).toContain("不是由本平台的密钥签名");
  });

  it("puts a removed last seal back as it was", async () => {
    const before = await store.superuser.query(
      "select position, line, prev, hash from audit.seal order by position desc limit 1",
    );
    await unhindered(store, ["delete from audit.seal where position = 7", "update audit.sealer set horizon = '0'"]);
    expect(await sealCommitted(store.postgres)).toBe(1);
    const after = await store.superuser.query(
      "select position, line, prev, hash from audit.seal order by position desc limit 1",
    );
    expect(after.rows).toEqual(before.rows);
  });
});

/** The hashes of all lines in the order of their seals. */
async function hashesOf(store: Store): Promise<string[]> {
  const { rows } = await store.superuser.query("select line_hash from audit.seal order by position");
  return rows.map((row) => String(row.line_hash));
}

/** A forger changes the second line and recomputes every hash after it. */
function rewritten(hashes: string[]): string {
  const forged = "c".repeat(64);
  let prev = "0".repeat(64);
  const seals = hashes.map((kept, index) => {
    const lineHash = index === 1 ? forged : kept;
    const hash = createHash("sm3")
      .update(`${prev}|${lineHash}|${index + 1}`)
      .digest("hex");
    const statement = `update audit.seal set line_hash = '${lineHash}', prev = '${prev}', hash = '${hash}' where position = ${index + 1}`;
    prev = hash;
    return statement;
  });
  return [
    ...seals,
    `update audit.line set act = act, hash = '${forged}' where id = (select line from audit.seal where position = 2)`,
  ].join("; ");
}

describe.skipIf(!testServer)("the chain over the audit, on a PostgreSQL server", () => {
  let store: Store;
  beforeAll(async () => {
    store = await open("server");
  });
  afterAll(() => store.close());

  it("waits for a transaction that is still running, then seals in the order of the lines", async () => {
    let finish = () => {};
    let begun = () => {};
    const running = new Promise<void>((done) => {
      begun = done;
    });
    const slow = store.postgres.transact(person, async (tx) => {
      await recordAct(tx, person, { act: "slow", object: "test/1" });
      await new Promise<void>((done) => {
        finish = done;
        begun();
      });
    });
    await running;
    await act(store, "quick");
    expect(await sealCommitted(store.postgres)).toBe(0);
    expect((await verifyAudit(store.postgres)).unsealed).toBe(1);
    finish();
    await slow;
    expect(await sealCommitted(store.postgres)).toBe(2);
    const { rows } = await store.superuser.query(
      "select l.act from audit.seal s join audit.line l on l.id = s.line order by s.position",
    );
    expect(rows.map((row) => row.act)).toEqual(["slow", "quick"]);
  });

  /** A transaction of anybody on the server, of another test too, holds the sealer back: it is asked until nothing is left. */
  const sealedAll = () =>
    expect
      .poll(
        async () => {
          await sealCommitted(store.postgres);
          return (await verifyAudit(store.postgres)).unsealed;
        },
        { timeout: 60_000 },
      )
      .toBe(0);

  it("seals every line once while many write and two processes seal", async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 50; n++) await act(store, "many", { writer, n });
    });
    let writing = true;
    const sealers = [1, 2].map(async () => {
      while (writing) await sealCommitted(store.postgres);
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(sealers);
    await sealedAll();
    expect(await verifyAudit(store.postgres)).toMatchObject({ sealed: 402, unsealed: 0, problems: [] });
  });

  it("seals what was restored from a server whose transactions were numbered higher", async () => {
    await unhindered(store, [
      "update audit.line set xid = (xid::text::bigint + 1000000000)::text::xid8",
      "update audit.sealer set horizon = '999000000000'",
    ]);
    await act(store, "after the restore");
    await sealedAll();
    await act(store, "again");
    await sealedAll();
    expect(await verifyAudit(store.postgres)).toMatchObject({ sealed: 404, unsealed: 0, problems: [] });
  });
});

describe("SM2", () => {
  it("verifies what it signed, and nothing else", () => {
    const folder = mkdtempSync(join(tmpdir(), "saihan-key-"));
    const key = openSigningKey(folder);
    rmSync(folder, { recursive: true });
    const signature = key.sign("链头");
    expect(signatureHolds("链头", signature, key.publicKey)).toBe(true);
    expect(signatureHolds("链头。", signature, key.publicKey)).toBe(false);
    expect(signatureHolds("链头", "00", key.publicKey)).toBe(false);
    expect(signatureHolds("链头", signature, "04ff")).toBe(false);
  });
});
