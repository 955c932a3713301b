import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addEvidence } from "#kernel/evidence/evidence.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { sweepTransfers } from "#kernel/transfer/sweep.server.ts";
import { demoUsers, partnerId } from "#seed/organs.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type Reply, type TestPlatform } from "./kit.ts";

/** Grants of the demonstration begin with the database, by its own clock. */
const start = Date.now() + 600_000;
const day = 86_400_000;
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const [forestry, resources, elsewhere] = [
  partnerId("150121", "forestry"),
  partnerId("150121", "resources"),
  partnerId("150221", "resources"),
];
const signer = { name: "张某", office: "森林保护股", phone: "0471-8151234" };

describe.each(relationalEngines)("transfers over HTTP, with PostgreSQL %s", (kind) => {
  let now = start;
  let saihan: TestPlatform;
  let banner: Client;
  let partner: Client;
  let league: Client;
  let region: Client;
  let cases = 0;
  const organOf = (username: string) => demoUsers().find((user) => user.username === username)?.organ as string;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind, () => now);
    [banner, partner, league, region] = (await Promise.all(
      ["banner", "partner", "league", "region"].map((name) => saihan.signIn(name)),
    )) as [Client, Client, Client, Client];
  });
  afterAll(() => saihan?.close());

  const openCase = () => openExceedance(saihan.platform, { subject: uuidv7(), concern: `t${cases++}`, at: now });
  const offer = (id: string, body: Record<string, unknown>, client = banner) =>
    client.send("POST", `/api/v1/cases/${id}/transfers`, { reason: "不属本单位职责，依法移送", ...body });
  const offered = async (id: string, body: Record<string, unknown>, client = banner) => {
    const made = await offer(id, body, client);
    expect([made.status, made.text]).toEqual([201, expect.anything()]);
    return made.json as { id: string; link: { path: string; code: string } | null };
  };
  const act = (client: Client, id: string, verb: string, body: unknown) =>
    client.send("POST", `/api/v1/transfers/${id}/${verb}`, body);
  const read = async (client: Client, path: string) =>
    (await client.send("GET", path)).json as Record<string, never> & { [name: string]: unknown };
  const rows = <T>(query: ReturnType<typeof sql<T>>) =>
    saihan.platform.postgres.transact(systemActor("test"), async (tx) => (await query.execute(tx)).rows);
  const standing = async (id: string) =>
    (
      await rows(sql<{
        organ: string;
        clocks: string[];
        acts: string[];
        supervised_by: string | null;
      }>`select organ, supervised_by,
        array(select distinct state from clock.clock where case_id = c.id order by 1) as clocks,
        array(select act from "case".event where case_id = c.id order by at, version, id) as acts from "case"."case" c where id = ${id}`)
    )[0];
  const exhibit = async (caseId: string): Promise<string> => {
    const { hash } = await saihan.platform.files.put(png);
    return saihan.platform.postgres.transact(
      systemActor("test"),
      async (tx) =>
        (
          await addEvidence(
            tx,
            systemActor("test"),
            { owner: { kind: "case", id: caseId }, hash, name: "现场.png" },
            { files: saihan.platform.files, now },
          )
        ).id,
    );
  };
  const tokenOf = (link: { path: string } | null) => link?.path.slice(3) as string;
  const guestOf = async (link: { path: string; code: string } | null) => {
    const base = `/api/v1/guest/${tokenOf(link)}`;
    const opened = await saihan.anonymous.send("POST", `${base}/open`, { code: link?.code });
    const cookie = String(opened.headers["set-cookie"] ?? "").split(";")[0] as string;
    return {
      opened,
      send: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
        saihan.anonymous.send(method, base + path, body, { cookie, ...headers }),
    };
  };

  it("passes to a receiver with an account: nothing moves before acceptance; handler, clock and line move in one transaction", async () => {
    const id = await openCase();
    const item = await exhibit(id);
    const { id: transfer } = await offered(id, { mode: "transfer", to: resources, evidence: [item] });
    expect(await standing(id)).toMatchObject({ organ: organOf("banner"), clocks: ["running"] });
    // the receiver sees what was passed, not the case
    expect((await partner.send("GET", `/api/v1/cases/${id}`)).status).toBe(404);
    const shown = await read(partner, `/api/v1/transfers/${transfer}`);
    expect(shown).toMatchObject({
      state: "offered",
      may: ["accept", "return"],
      files: [{ name: "现场.png", exhibit: 1 }],
    });
    const { hash } = (shown.files as unknown as { hash: string }[])[0] as { hash: string };
    expect((await partner.send("GET", `/api/v1/files/${hash}`)).status).toBe(200);
    expect((await act(banner, transfer, "accept", {})).code).toBe("transfer.receiver");
    expect((await act(partner, transfer, "accept", {})).status).toBe(200);
    expect(await standing(id)).toMatchObject({
      organ: resources,
      clocks: ["paused"],
      acts: ["open", "transfer-offer", "transfer-accept"],
    });
    // sender and receiver both have it in sight
    expect((await partner.send("GET", `/api/v1/cases/${id}`)).status).toBe(200);
    expect((await banner.send("GET", `/api/v1/cases/${id}`)).status).toBe(200);
    const outcome = await act(partner, transfer, "outcome", { kind: "filed", note: "已立案，罚款两万元", files: [] });
    expect([outcome.status, outcome.text]).toEqual([200, expect.anything()]);
    expect(await standing(id)).toMatchObject({ organ: organOf("banner"), clocks: ["running"] });
    expect(await read(banner, `/api/v1/transfers/${transfer}`)).toMatchObject({
      state: "reported",
      outcome: { kind: "filed" },
    });
    expect((await partner.send("GET", `/api/v1/cases/${id}`)).status).toBe(200);
    expect((await act(partner, transfer, "outcome", { kind: "filed", note: "再报一次", files: [] })).code).toBe(
      "transfer.state",
    );
  });

  it("keeps sight by organ alone: a sender without the region still sees what it passed on", async () => {
    const id = await openCase();
    const { id: transfer } = await offered(id, { mode: "transfer", to: resources });
    await act(partner, transfer, "accept", {});
    const shared = await rows(
      sql<{ organ: string }>`select organ from identity.share where row_id = ${id} order by organ`,
    );
    expect(shared.map(({ organ }) => organ)).toEqual([organOf("banner"), resources].sort());
  });

  it("leaves nothing half: an acceptance that fails moves neither handler nor clock", async () => {
    const id = await openCase();
    const { id: transfer } = await offered(id, { mode: "transfer", to: resources });
    await rows(sql`update "case"."case" set definition = 'no.such' where id = ${id}`);
    expect((await act(partner, transfer, "accept", {})).status).toBe(500);
    await rows(sql`update "case"."case" set definition = 'monitoring.exceedance' where id = ${id}`);
    expect(await standing(id)).toMatchObject({
      organ: organOf("banner"),
      clocks: ["running"],
      acts: ["open", "transfer-offer"],
    });
    expect(await read(partner, `/api/v1/transfers/${transfer}`)).toMatchObject({ state: "offered" });
  });

  it("is answered once, by whoever is first", async () => {
    const id = await openCase();
    const { id: transfer } = await offered(id, { mode: "transfer", to: resources });
    const answers = await Promise.all([
      act(partner, transfer, "accept", {}),
      act(partner, transfer, "accept", {}),
      act(partner, transfer, "return", { reason: "不归我管" }),
    ]);
    const ok = answers.filter(({ status }) => status === 200).length;
    // a return after an acceptance is an act of its own and may follow
    expect(ok === 1 || (ok === 2 && answers[2]?.status === 200)).toBe(true);
    expect(
      await rows(sql`select from "case".transfer_answer where transfer = ${transfer} and act = 'accept'`),
    ).toHaveLength(answers[2]?.status === 200 && ok === 1 ? 0 : 1);
  });

  it("does not tangle an answer with a new offer of the same case", async () => {
    for (let n = 0; n < 5; n++) {
      const id = await openCase();
      const { id: transfer } = await offered(id, { mode: "transfer", to: resources });
      const both = await Promise.all([
        act(partner, transfer, "return", { reason: "不归我管" }),
        offer(id, { mode: "transfer", to: forestry }),
      ]);
      expect(both.map(({ status }) => status)).toEqual([
        200,
        expect.toSatisfy((status) => status === 201 || status === 409),
      ]);
    }
  });

  it("asks one organ at a time, but several for joint handling, and only whom the mode means", async () => {
    const id = await openCase();
    await offered(id, { mode: "transfer", to: resources });
    expect((await offer(id, { mode: "transfer", to: forestry })).code).toBe("transfer.open");
    await offered(id, { mode: "joint", to: forestry });
    expect((await offer(id, { mode: "joint", to: forestry })).code).toBe("transfer.open");
    const other = await openCase();
    for (const [mode, to] of [
      ["referral", forestry],
      ["assignment", forestry],
      ["assignment", organOf("league")],
      ["transfer", organOf("banner")],
      ["transfer", organOf("enterprise")],
      ["transfer", uuidv7()],
    ])
      expect([mode, (await offer(other, { mode, to })).json]).toEqual([
        mode,
        expect.objectContaining({ status: 422, field: "to" }),
      ]);
    expect((await offer(other, { mode: "transfer", to: resources, evidence: [uuidv7()] })).json).toMatchObject({
      code: "field.reference",
      field: "evidence",
    });
    expect((await offer(other, { mode: "transfer", to: resources }, await saihan.signIn("enterprise"))).code).toBe(
      "access.role",
    );
    expect(await standing(other)).toMatchObject({ acts: ["open"] });
  });

  it("is hidden from an organ of another region, which sees only its own", async () => {
    const secadmin = await saihan.signIn("secadmin");
    await secadmin.send("POST", "/api/v1/users", {
      username: "far.partner",
      name: "远",
      organ: elsewhere,
      password: "demo-2345-test",
      grants: [{ role: "partner", regions: [] }],
    });
    const far = await saihan.signIn("far.partner");
    const id = await openCase();
    const { id: transfer } = await offered(id, { mode: "transfer", to: resources });
    expect((await far.send("GET", `/api/v1/transfers/${transfer}`)).status).toBe(404);
    expect((await act(far, transfer, "accept", {})).status).toBe(404);
    expect((await act(far, transfer, "return", { reason: "越权退回" })).status).toBe(404);
    expect((await read(far, "/api/v1/transfers")).items).toEqual([]);
    await act(banner, transfer, "withdraw", { reason: "选错了" });
    const { id: theirs } = await offered(id, { mode: "transfer", to: elsewhere });
    expect(((await read(far, "/api/v1/transfers")).items as unknown as { id: string }[]).map((row) => row.id)).toEqual([
      theirs,
    ]);
    expect((await act(far, theirs, "accept", {})).status).toBe(200);
    expect((await far.send("GET", `/api/v1/cases/${id}`)).status).toBe(200);
    expect((await act(partner, theirs, "return", { reason: "错误的接收人" })).status).toBe(404);
  });

  it("bounces: the wrong recipient returns, the second time the organ above both is told and supervises", async () => {
    const id = await openCase();
    const { id: first } = await offered(id, { mode: "transfer", to: resources });
    expect((await act(partner, first, "return", { reason: "应由林草局管辖" })).status).toBe(200);
    expect(await standing(id)).toMatchObject({ organ: organOf("banner"), clocks: ["running"], supervised_by: null });
    const { id: second } = await offered(id, { mode: "transfer", to: resources });
    await act(partner, second, "accept", {});
    // after acceptance it goes back at once, as a passing of its own
    expect((await act(partner, second, "return", { reason: "核查后不属我局" })).status).toBe(200);
    expect(await standing(id)).toMatchObject({
      organ: organOf("banner"),
      clocks: ["running"],
      supervised_by: organOf("league"),
    });
    const list = (await read(banner, `/api/v1/transfers?case=${id}`)).items as unknown as {
      mode: string;
      bounce: number | null;
      escalatedTo: { id: string } | null;
    }[];
    expect(list.map(({ mode, bounce }) => [mode, bounce])).toEqual([
      ["return", null],
      ["transfer", 2],
      ["transfer", 1],
    ]);
    const told = (await read(league, "/api/v1/notices")).items as unknown as { title: { zh: string }; link: string }[];
    expect(told[0]).toMatchObject({ title: { zh: expect.stringContaining("第 2 次退回") }, link: `/cases/${id}` });
  });

  it("expires when nobody answers: it falls back to the sender, who is told, and counts as a bounce", async () => {
    const id = await openCase();
    const { id: transfer, link } = await offered(id, { mode: "transfer", to: forestry, link: true });
    now += 30 * day;
    expect((await sweepTransfers(saihan.platform)) > 0).toBe(true);
    expect(await sweepTransfers(saihan.platform)).toBe(0);
    const again = await saihan.signIn("banner");
    expect(await read(again, `/api/v1/transfers/${transfer}`)).toMatchObject({
      state: "expired",
      bounce: 1,
      may: ["letter"],
    });
    expect((await guestOf(link)).opened.code).toBe("guest.gone");
    const told = (await read(again, "/api/v1/notices")).items as unknown as { title: { zh: string } }[];
    expect(told.some(({ title }) => title.zh.includes("逾期未答复"))).toBe(true);
    [banner, partner, league, region] = (await Promise.all(
      ["banner", "partner", "league", "region"].map((name) => saihan.signIn(name)),
    )) as [Client, Client, Client, Client];
  });

  it("a guest opens by link and code, sees the package and its files, accepts, and reports with files of their own", async () => {
    const id = await openCase();
    const item = await exhibit(id);
    const { id: transfer, link } = await offered(id, { mode: "transfer", to: forestry, evidence: [item], link: true });
    const base = `/api/v1/guest/${tokenOf(link)}`;
    expect((await saihan.anonymous.send("GET", `${base}/transfer`)).code).toBe("guest.code-needed");
    const guest = await guestOf(link);
    expect(guest.opened.status).toBe(204);
    const shown = (await guest.send("GET", "/transfer")).json as {
      files: { hash: string }[];
      may: string[];
      case: unknown;
    };
    expect(shown).toMatchObject({
      may: ["accept", "return"],
      case: { id: "" },
      to: { name: "土默特左旗林业和草原局" },
    });
    expect((await guest.send("GET", `/files/${shown.files[0]?.hash}`)).status).toBe(200);
    expect((await guest.send("GET", `/files/${"0".repeat(64)}`)).status).toBe(404);
    expect((await guest.send("POST", "/accept", { signer: { ...signer, phone: "" } })).status).toBe(422);
    expect((await guest.send("POST", "/accept", { signer })).status).toBe(200);
    expect(await standing(id)).toMatchObject({ organ: forestry, clocks: ["paused"] });
    const report = Buffer.concat([png, Buffer.from("处理报告")]);
    const hash = createHash("sm3").update(report).digest("hex");
    const sent = await guest.send("POST", `/uploads/${hash}?offset=0&size=${report.length}`, report, {
      "content-type": "application/octet-stream",
    });
    expect(sent.json).toEqual({ received: report.length, complete: true });
    // who only knows a hash has nothing: the exhibit of another case cannot be named
    expect(
      (
        await guest.send("POST", "/outcome", {
          signer,
          kind: "punished",
          note: "冒用他人文件",
          files: [{ hash: shown.files[0]?.hash, name: "x.png" }],
        })
      ).code,
    ).toBe("file.missing");
    const done = await guest.send("POST", "/outcome", {
      signer,
      kind: "punished",
      note: "已责令恢复植被并处罚款",
      files: [{ hash, name: "处罚决定.png" }],
    });
    expect([done.status, done.text]).toEqual([200, expect.anything()]);
    expect(await standing(id)).toMatchObject({ organ: organOf("banner"), clocks: ["running"] });
    const detail = await read(banner, `/api/v1/transfers/${transfer}`);
    expect(detail).toMatchObject({
      state: "reported",
      outcome: { kind: "punished", by: "土默特左旗林业和草原局·张某（凭链接）", channel: "link" },
      files: [{ source: "package" }, { source: "answer", name: "处罚决定.png", exhibit: 2 }],
    });
    const timeline = (await read(banner, `/api/v1/cases/${id}`)).timeline as unknown as {
      by: { name: string } | null;
    }[];
    expect(timeline.filter(({ by }) => by?.name === "土默特左旗林业和草原局·张某（凭链接）")).toHaveLength(2);
    const audit = await rows(
      sql<{
        act: string;
      }>`select act from audit.line where actor_name = '土默特左旗林业和草原局·张某（凭链接）' order by seq`,
    );
    expect(audit.map((line) => line.act)).toEqual([
      "case.handler",
      "transfer.accept",
      "evidence.item.add",
      "case.handler",
      "transfer.outcome",
    ]);
  });

  it("locks after five wrong codes, waits longer each time, and a new link kills the old one", async () => {
    const id = await openCase();
    const { id: transfer, link } = await offered(id, { mode: "transfer", to: forestry, link: true });
    const guess = (code: string, at = tokenOf(link)) =>
      saihan.anonymous.send("POST", `/api/v1/guest/${at}/open`, { code });
    const wrong = link?.code === "000000" ? "000001" : "000000";
    expect((await guess(wrong)).code).toBe("guest.code");
    expect((await guess(link?.code as string)).code).toBe("too-many");
    for (const expected of ["guest.code", "guest.code", "guest.code", "guest.locked"]) {
      now += 60_000;
      expect((await guess(wrong)).code).toBe(expected);
    }
    now += 3_600_000;
    expect((await guess(link?.code as string)).code).toBe("guest.locked");
    const fresh = (await act(banner, transfer, "link", {})).json as { path: string; code: string };
    expect((await guess(link?.code as string)).code).toBe("guest.gone");
    const guest = await guestOf(fresh);
    expect(guest.opened.status).toBe(204);
    // the pass of one link opens no other
    const other = await offered(await openCase(), { mode: "transfer", to: forestry, link: true });
    const cookie = String(guest.opened.headers["set-cookie"]).split(";")[0] as string;
    expect(
      (await saihan.anonymous.send("GET", `/api/v1/guest/${tokenOf(other.link)}/transfer`, undefined, { cookie })).code,
    ).toBe("guest.code-needed");
    const third = (await act(banner, transfer, "link", {})).json as { path: string; code: string };
    expect((await guest.send("GET", "/transfer")).code).toBe("guest.gone");
    expect((await guest.send("POST", "/accept", { signer })).code).toBe("guest.gone");
    now += 91 * day;
    expect((await saihan.anonymous.send("GET", `/api/v1/guest/${tokenOf(third)}`)).code).toBe("guest.gone");
    expect((await saihan.anonymous.send("GET", `/api/v1/guest/${"A".repeat(43)}`)).code).toBe("guest.gone");
    const kept = await rows(sql<{ reply: unknown }>`select reply from identity.idempotency`);
    expect(JSON.stringify(kept)).not.toContain(fresh.code);
    [banner, partner, league, region] = (await Promise.all(
      ["banner", "partner", "league", "region"].map((name) => saihan.signIn(name)),
    )) as [Client, Client, Client, Client];
  });

  it("counts a stamped letter the same, with its scan and never without", async () => {
    const id = await openCase();
    const { id: transfer } = await offered(id, { mode: "transfer", to: forestry });
    const letter = {
      act: "accept",
      letterNumber: "土左林函〔2026〕12号",
      letterDate: "2026-11-26",
      signer,
      scan: { hash: "0".repeat(64), name: "回函.png" },
    };
    expect((await act(banner, transfer, "letter", letter)).code).toBe("file.missing");
    expect(await standing(id)).toMatchObject({ organ: organOf("banner") });
    const upload = async (text: string) => {
      const scan = Buffer.concat([png, Buffer.from(text)]);
      const hash = createHash("sm3").update(scan).digest("hex");
      const sent = await banner.send("POST", `/api/v1/uploads/${hash}?offset=0&size=${scan.length}`, scan, {
        "content-type": "application/octet-stream",
      });
      expect(sent.status).toBe(200);
      return { hash, name: `${text}.png` };
    };
    const scan = await upload("受理");
    expect((await act(partner, transfer, "letter", { ...letter, scan })).status).toBe(404);
    const done = await act(banner, transfer, "letter", { ...letter, scan });
    expect([done.status, done.text]).toEqual([200, expect.anything()]);
    expect(await standing(id)).toMatchObject({ organ: forestry, clocks: ["paused"] });
    const said = await act(banner, transfer, "letter", {
      ...letter,
      act: "outcome",
      scan: await upload("结果"),
      outcome: "none",
      note: "不予处理",
    });
    expect([said.status, said.text]).toEqual([200, expect.anything()]);
    expect(await read(region, `/api/v1/transfers/${transfer}`)).toMatchObject({
      state: "reported",
      outcome: { channel: "letter", kind: "none" },
      answers: [{ letter: { number: "土左林函〔2026〕12号", date: "2026-11-26" } }, { act: "outcome" }],
    });
    const scans = await rows(sql<{ kind: string }>`select kind from evidence.item where owner = ${id}`);
    expect(scans).toEqual([{ kind: "scan" }, { kind: "scan" }]);
  });

  it("joint handling leaves the case where it is and makes the other a supporter; assignment goes down and starts its own clock", async () => {
    const id = await openCase();
    const { id: joint, link } = await offered(id, { mode: "joint", to: forestry, link: true });
    const guest = await guestOf(link);
    expect((await guest.send("POST", "/accept", { signer })).status).toBe(200);
    expect(await standing(id)).toMatchObject({ organ: organOf("banner"), clocks: ["running"] });
    await guest.send("POST", "/outcome", { signer, kind: "advised", note: "占用林地约 3 亩", files: [] });
    expect(
      await rows(
        sql`select organ, role, state, opinion from "case".participant where case_id = ${id} and role = 'supporter'`,
      ),
    ).toEqual([{ organ: forestry, role: "supporter", state: "done", opinion: "占用林地约 3 亩" }]);
    expect(await read(banner, `/api/v1/transfers/${joint}`)).toMatchObject({ state: "reported" });
    const { id: down } = await offered(id, { mode: "referral", to: organOf("league") });
    expect((await act(league, down, "accept", {})).status).toBe(200);
    expect(await standing(id)).toMatchObject({ organ: organOf("league"), clocks: ["running"] });
    const { id: task } = await offered(id, { mode: "assignment", to: organOf("banner") }, league);
    expect((await act(banner, task, "accept", {})).status).toBe(200);
    expect(await read(league, `/api/v1/transfers/${task}`)).toMatchObject({
      state: "accepted",
      outcomeTerm: { amount: 15, verified: false },
      light: "green",
    });
    expect(await standing(id)).toMatchObject({ organ: organOf("banner") });
  });
});
