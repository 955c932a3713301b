import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { PDFDocument } from "@cantoo/pdf-lib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { seedId } from "#seed/ids.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform, testPassword } from "#server/kit.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { closeBrowser } from "./pdf.server.ts";
import type { PaperShown } from "./reading.server.ts";

const enterprise = seedId("enterprise", 1);
const tester = systemActor("test");

describe.each(relationalEngines)("a case in one file, with PostgreSQL %s", (kind) => {
  let opened: TestPlatform;
  let banner: Client;
  let league: Client;
  let party: Client;
  let caseId = "";
  let closure: PaperShown;
  beforeAll(async () => {
    opened = await openTestPlatform(kind);
    [banner, league, party] = (await Promise.all(
      ["banner", "league", "enterprise"].map((name) => opened.signIn(name)),
    )) as [Client, Client, Client];
    caseId = await openExceedance(opened.platform, { subject: uuidv7(), concern: "hour-over", party: enterprise });
  });
  afterAll(async () => {
    await closeBrowser();
    await opened?.close();
  });

  const send = async (client: Client, method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await client.send(method, path, body);
    expect(answer.status, `${path}: ${answer.text}`).toBeLessThan(300);
    return answer.json;
  };
  const numbered = async (what: string): Promise<PaperShown> => {
    let paper = (await send(banner, "POST", `/api/v1/cases/${caseId}/papers`, { kind: what })) as PaperShown;
    for (const [client, act, more] of [
      [banner, "submit", {}],
      [league, "pass", {}],
      [league, "issue", { password: testPassword }],
      [banner, "number", {}],
    ] as const)
      paper = (await send(client, "POST", `/api/v1/papers/${paper.id}/acts/${act}`, {
        baseVersion: paper.version,
        ...more,
      })) as PaperShown;
    return paper;
  };
  const bytesOf = async (client: Client, path: string): Promise<Uint8Array> => {
    const answer = await client.send("GET", path);
    expect(answer.status, answer.text.slice(0, 200)).toBe(200);
    expect(answer.headers["content-type"]).toBe("application/pdf");
    return answer.bytes;
  };
  const pagesOf = async (bytes: Uint8Array): Promise<number> => (await PDFDocument.load(bytes)).getPageCount();

  test("the number is given before anything is drawn; what is drawn and lost is drawn again, from the same words", async () => {
    closure = await numbered("closure-form");
    const path = `/api/v1/papers/${closure.id}/file.pdf`;
    const drawn = () =>
      opened.platform.postgres.transact(
        tester,
        async (tx) =>
          (await sql<{ hash: string }>`select hash from paper.rendering where paper_id = ${closure.id}`.execute(tx))
            .rows,
      );
    expect(await drawn()).toEqual([]);
    const first = await bytesOf(banner, path);
    expect(sm3(await bytesOf(banner, path))).toBe(sm3(first));
    const [kept] = await drawn();
    expect(kept?.hash).toBe(sm3(first));
    rmSync(join(opened.platform.settings.dataFolder, "files", kept?.hash.slice(0, 2) ?? "", kept?.hash ?? ""));
    expect(await pagesOf(await bytesOf(banner, path))).toBe(await pagesOf(first));
    expect(await drawn()).toHaveLength(1);
    expect((await party.send("GET", path)).status).toBe(404);
  });

  test("cover, catalogue, papers, exhibits, story and back; the party's copy leaves out what is the office's own", async () => {
    await numbered("rectification-notice");
    const picture = png(320, 200);
    const hash = sm3(picture);
    const up = await banner.send(
      "POST",
      `/api/v1/uploads/${hash}?offset=0&size=${picture.length}`,
      Buffer.from(picture),
      { "content-type": "application/octet-stream" },
    );
    expect(up.status, up.text).toBe(200);
    await send(banner, "POST", "/api/v1/evidence", {
      owner: { kind: "case.case", id: caseId },
      hash,
      name: "现场照片.png",
      position: { lon: 111.16, lat: 40.72 },
    });
    const whole = await bytesOf(banner, `/api/v1/cases/${caseId}/file.pdf`);
    const papers = await Promise.all(
      (
        await opened.platform.postgres.transact(
          tester,
          async (tx) =>
            (
              await sql<{
                id: string;
              }>`select id from paper.paper where case_id = ${caseId} and number is not null`.execute(tx)
            ).rows,
        )
      ).map(async ({ id }) => pagesOf(await bytesOf(banner, `/api/v1/papers/${id}/file.pdf`))),
    );
    const inPapers = papers.reduce((sum, pages) => sum + pages, 0);
    // cover, catalogue, one exhibit, timeline, clocks, back
    expect(await pagesOf(whole)).toBe(inPapers + 6);
    expect(await pagesOf(await bytesOf(party, `/api/v1/cases/${caseId}/file.pdf`))).toBe(5);
    expect(await pagesOf(await bytesOf(banner, `/api/v1/cases/${caseId}/file.pdf?for=party`))).toBe(5);
    if (process.env.SAIHAN_KEEP_PDF) writeFileSync(process.env.SAIHAN_KEEP_PDF, whole);
    const audit = await opened.platform.postgres.transact(
      tester,
      async (tx) =>
        (await sql<{ n: number }>`select count(*)::int as n from audit.line where act = 'case.bind'`.execute(tx))
          .rows[0]?.n,
    );
    expect(audit).toBe(3);
  });
});

/** A small picture: sky above, ground below. */
function png(width: number, height: number): Uint8Array {
  const chunk = (name: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(
    Array.from({ length: height }, (_, y) => {
      const colour = y < height / 2 ? [140, 180, 220] : [150, 130, 90];
      return Buffer.from([0, ...Array.from({ length: width }, () => colour).flat()]);
    }),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}
