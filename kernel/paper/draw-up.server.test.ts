import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openExceedance, openTestPlatform, type TestPlatform } from "#server/kit.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { drawUp } from "./draw-up.server.ts";
import { issuedPapers } from "./issued.server.ts";

const tester = systemActor("test");

describe.each(relationalEngines)("papers drawn from a case, with PostgreSQL %s", (kind) => {
  let opened: TestPlatform;
  let caseId = "";
  beforeAll(async () => {
    opened = await openTestPlatform(kind);
    caseId = await openExceedance(opened.platform, {
      subject: "0198c000-0000-7000-8000-000000000001",
      concern: "hour-over",
    });
  });
  afterAll(() => opened?.close());

  const draw = (paper: string) =>
    opened.platform.postgres.transact(tester, (tx) => drawUp(tx, tester, { caseId, kind: paper, at: Date.now() }));

  test.each(["closure-form", "rectification-notice", "transfer-letter", "transmittal"])(
    "%s says the case's own facts, and a second drawing takes the same draft up again",
    async (paper) => {
      const first = await draw(paper);
      expect(first.number).toBeNull();
      expect(await draw(paper)).toEqual(first);
      const { rows } = await opened.platform.postgres.transact(tester, (tx) =>
        sql<{
          text: string;
          number: string;
          title: string;
        }>`select p.content::text as text, p.title, c.number from paper.paper as p
          join "case"."case" as c on c.id = p.case_id where p.id = ${first.id}`.execute(tx),
      );
      expect(rows[0]?.text).toContain(rows[0]?.number);
      expect(await opened.platform.postgres.transact(tester, (tx) => issuedPapers(tx, caseId))).toEqual([]);
    },
  );

  test("a kind that nobody provides is refused and nothing is written", async () => {
    await expect(draw("no-such-paper")).rejects.toMatchObject({ code: "field.invalid", detail: { field: "kind" } });
    const { rows } = await opened.platform.postgres.transact(tester, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from paper.paper`.execute(tx),
    );
    expect(rows[0]?.n).toBe(4);
  });
});
