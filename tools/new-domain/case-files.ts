import type { Names } from "./names.ts";

/** The case of a new domain: states, acts and clocks as data, what the domain adds at run time, and the tests of both. */
export const caseFile = ({
  folder,
  noun,
  zh,
  value,
  english,
}: Names): string => `import { defineCase } from "#kernel/case/define.ts";
import { note } from "#kernel/case/fields.ts";
import { officers } from "#kernel/identity/role.ts";

const handler = { by: "handler", roles: officers } as const;

/** ${zh}处理: what is registered is checked, put right and closed by the bureau of its place. */
export const ${value}Case = defineCase({
  id: "${folder}.${noun}",
  version: 1,
  title: { zh: "${zh}处理", en: "${english}" },
  opens: { state: "checking", clocks: ["handling"] },
  states: {
    checking: { title: { zh: "待核查", en: "To be checked" }, category: "open" },
    rectifying: { title: { zh: "整改中", en: "Being put right" }, category: "waiting" },
    closed: { title: { zh: "已办结", en: "Closed" }, category: "closed" },
    void: { title: { zh: "已撤销", en: "Void" }, category: "void" },
  },
  transitions: {
    order: {
      from: ["checking"],
      to: "rectifying",
      title: { zh: "责令整改", en: "Order to put right" },
      ...handler,
      fields: [note({ zh: "整改要求", en: "What must be done" })],
      clocks: [],
    },
    resolve: {
      from: ["checking", "rectifying"],
      to: "closed",
      title: { zh: "办结", en: "Close" },
      ...handler,
      fields: [note({ zh: "处理结果", en: "Outcome" })],
      clocks: [],
      effects: [
        { does: "set", field: "state", to: "done" },
        { does: "paper", kind: "closure-form" },
      ],
    },
    void: {
      from: ["checking", "rectifying"],
      to: "void",
      title: { zh: "撤销", en: "Void" },
      ...handler,
      fields: [note({ zh: "撤销原因", en: "Reason" })],
      clocks: [],
      effects: [{ does: "set", field: "state", to: "void" }],
    },
  },
  clocks: ["handling"],
  due: "handling",
  number: ({ code, year, seq }) => \`${zh}〔\${year}〕\${code}-\${String(seq).padStart(4, "0")}号\`,
});
`;

export const termsFile = ({ zh, value }: Names): string => `import type { ClockUnit } from "#kernel/clock/due.ts";
import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";

/** How long each clock of ${zh} runs, dated: a new length is a new line with the day from which it holds. */
type Term = Dated<{ clock: string; title: Title; unit: ClockUnit; amount: number; law: string; article: string }>;

const terms: readonly Term[] = [
  {
    clock: "handling",
    title: { zh: "处理时限", en: "Handling" },
    unit: "working-day",
    amount: 10,
    law: "平台规则，非法定",
    article: "处理时限",
    validFrom: "2020-01-01",
    source: "平台规则",
    verified: false,
  },
];

/** The term of a clock on a civil day. Throws when there is none: a case without its clock must not open. */
export function ${value}Term(clock: string, date: string): Term {
  const term = oneInForce(
    terms.filter((one) => one.clock === clock),
    date,
  );
  if (!term) throw new Error(\`no term for the clock \${clock} on \${date}\`);
  return term;
}
`;

export const caseServerFile = ({ folder, noun, zh, value, table }: Names): string => `import { sql } from "kysely";
import { openCase } from "#kernel/case/case.server.ts";
import { provideCase } from "#kernel/case/registry.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { handlingOrgan } from "#kernel/organ/handling.server.ts";
import { provideRegisterEffect } from "#kernel/register/effects.server.ts";
import { ${value} } from "./${noun}.ts";
import { ${value}Case } from "./${noun}-case.ts";
import { ${value}Term } from "./${noun}-terms.ts";

provideCase({
  definition: ${value}Case,
  term: ${value}Term,
  // what the case shows of the row that it is about
  related: async (tx, caseId) => {
    const found = await sql<{ remark: string | null }>\`select t.remark from "case"."case" c
      join ${table} t on t.id = c.subject_id where c.id = \${caseId}\`.execute(tx);
    const remark = found.rows[0]?.remark;
    return { facts: remark ? [{ title: { zh: "情况说明", en: "Remark" }, value: remark }] : [], alarms: [] };
  },
  // the row whose state the acts write
  subject: async (tx, caseId) => {
    const found = await sql<{
      id: string;
    }>\`select subject_id as id from "case"."case" where id = \${caseId}\`.execute(tx);
    return found.rows[0] && { register: ${value}, id: found.rows[0].id };
  },
});

type Registered = { id: string; name: string; region: string; sample: boolean };

/** A row that comes in, by hand or by import, opens its case with the bureau of its place, in the same transaction. */
provideRegisterEffect(${value}.id, async (tx, { ids, actor, how, now }) => {
  if (how !== "create" && how !== "import") return;
  const rows = await sql<Registered>\`
    select id, name, region, sample from ${table} where id = any (\${[...ids]}) order by id\`.execute(tx);
  const calendar = await readCalendar(tx);
  for (const row of rows.rows) {
    const organ = await handlingOrgan(tx, row.region);
    if (!organ) throw new Error(\`no bureau handles what lies in \${row.region}\`);
    await openCase(tx, actor, {
      definition: ${value}Case.id,
      title: row.name,
      subject: { kind: ${value}.id, id: row.id, name: row.name },
      concern: "${folder}.${noun}",
      region: row.region,
      organ,
      party: null,
      at: now,
      sample: row.sample,
      note: "${zh}登记，待核查。",
      detail: {},
      calendar,
    });
  }
});
`;

export const definitionTestFile = ({ noun, value }: Names): string => `import { expect, test } from "vitest";
import { lintCase } from "#kernel/case/lint.ts";
import { ${value}Case } from "./${noun}-case.ts";
import { ${value}Term } from "./${noun}-terms.ts";

test("the definition is sound, every clock has a term, and its number reads as people write it", () => {
  expect(lintCase(${value}Case)).toEqual([]);
  for (const clock of ${value}Case.clocks) expect(${value}Term(clock, "2026-11-24").amount).toBeGreaterThan(0);
  expect(${value}Case.number({ code: "150121", year: 2026, seq: 7 })).toMatch(/〔2026〕150121-0007号$/);
});
`;

export const engineTestFile = ({ noun, value, zh }: Names): string => `import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actOnCase } from "#kernel/case/act.server.ts";
import { prepareClock, readCalendar } from "#kernel/clock/calendar.server.ts";
import { type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import { createRow, readRow } from "#kernel/register/store.server.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { ${value} } from "./${noun}.ts";
import "./${noun}-case.server.ts";

const system = systemActor("test");
const branch = "019b7523-3400-7003-8000-000000000121";
/** Somebody of the branch that handles what lies in 土默特左旗. */
const officer: Actor = {
  kind: "person",
  id: "019b7523-3400-7008-8000-000000000001",
  name: "经办人",
  scopes: ["r:150121"],
  roles: ["banner"],
  organ: branch,
};
const registers = new Map([[${value}.id, ${value}]]);

describe.each(relationalEngines)("${zh} on the %s engine", (kind) => {
  let kit: KitPlatform;
  beforeAll(async () => {
    kit = await openKitPlatform({ kind });
    await sowPlaces(kit.platform);
    await prepareClock(kit.platform);
    await kit.platform.postgres.transact(system, (tx) =>
      sql\`insert into organ.organ (id, name, kind, region) values (\${branch}, '分局', 'branch', '150121')\`.execute(tx),
    );
  });
  afterAll(() => kit?.close());

  test("a row opens its case with the bureau of its place; the end of the case stands in the row", async () => {
    const now = Date.parse("2026-11-24T09:00:00+08:00");
    const as = kit.platform.postgres.transact;
    const input = { name: "一号", state: "open", region: "150121" };
    const { row } = await as(officer, (tx) => createRow(tx, registers, ${value}, officer, input, now));
    const opened = await as(officer, (tx) =>
      sql<{ id: string; number: string; organ: string; state: string }>\`
        select id, number, organ, state from "case"."case" where subject_id = \${row.id}\`.execute(tx),
    );
    const found = opened.rows[0];
    expect(found).toMatchObject({ organ: branch, state: "checking", number: "${zh}〔2026〕150121-0001号" });
    await as(officer, async (tx) => {
      const by = { actor: officer, now, calendar: await readCalendar(tx) };
      await actOnCase(tx, found?.id as string, { act: "void", baseVersion: 1, values: { note: "重复登记" } }, by);
    });
    expect(await as(officer, (tx) => readRow(tx, registers, ${value}, row.id))).toMatchObject({ state: "void", version: 2 });
  });
});
`;
