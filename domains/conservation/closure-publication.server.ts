import { sql } from "kysely";
import type { PublicFact } from "#kernel/publication/contract.ts";
import type { Composed, PublicationKind } from "#kernel/publication/registry.server.ts";
import { civilDate } from "#kernel/time.ts";
import { choiceTitle, type Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { type Activity, activities } from "./activity.ts";
import { clueCase } from "./clue-case.ts";

type Row = {
  activity: Activity;
  hectares: string;
  first_seen: string;
  place: string;
  measure: string | null;
  effect: string | null;
  reported: Date | null;
  assessed: Date | null;
  closed_at: Date | null;
};

/**
 * 整改销号公示: what the public sees of a problem that was put right. Only what is chosen from a list, measured or dated: whoever wrote the plan or
 * the assessment may have named people in it, and an outline says where a household lives. The place is the banner, no nearer.
 */
async function compose(tx: Tx, caseId: string): Promise<Composed> {
  const { rows } = await sql<Row>`select c.activity, c.hectares, c.first_seen,
      case when r.level = 'banner' then concat(p.name, r.name) else r.name end as place, k.closed_at,
      (select e.detail -> 'measure' ->> 'value' from "case".event e where e.case_id = k.id and e.act = 'plan'
        order by e.at desc, e.id desc limit 1) as measure,
      (select e.detail -> 'effect' ->> 'value' from "case".event e where e.case_id = k.id and e.act = 'assess'
        order by e.at desc, e.id desc limit 1) as effect,
      (select max(e.at) from "case".event e where e.case_id = k.id and e.act = 'report') as reported,
      (select max(e.at) from "case".event e where e.case_id = k.id and e.act = 'assess') as assessed
    from "case"."case" k join conservation.clue c on c.id = k.subject_id join place.region r on r.code = k.region
      left join place.region p on p.code = r.parent
    where k.id = ${caseId}`.execute(tx);
  const row = rows[0];
  if (!row) throw new Error(`case ${caseId} has no clue`);
  const activity = activities[row.activity];
  const hectares = Number(row.hectares);
  return {
    title: {
      zh: `${row.place}“${activity.zh}”问题整改销号公示`,
      en: `${row.place}: ${activity.en}, put right`,
    },
    facts: [
      ...fact({ zh: "所在地", en: "Place" }, same(row.place)),
      ...fact({ zh: "活动类型", en: "Activity" }, activity),
      ...fact({ zh: "面积", en: "Area" }, { zh: `${hectares} 公顷`, en: `${hectares} ha` }),
      ...fact({ zh: "整改类型", en: "Measure" }, choiceOf("plan", "measure", row.measure)),
      ...fact({ zh: "成效评估", en: "Assessment" }, choiceOf("assess", "effect", row.effect)),
      ...fact({ zh: "发现日期", en: "Seen" }, same(row.first_seen)),
      ...fact({ zh: "整改完成日期", en: "Put right" }, dayOf(row.reported)),
      ...fact({ zh: "评估日期", en: "Assessed" }, dayOf(row.assessed)),
      ...fact({ zh: "销号日期", en: "Struck off" }, dayOf(row.closed_at)),
    ],
  };
}

const fact = (title: Title, value: Title | undefined): PublicFact[] =>
  value ? [{ title: { zh: title.zh, en: title.en }, value: { zh: value.zh, en: value.en } }] : [];
const same = (text: string): Title => ({ zh: text, en: text });
const dayOf = (at: Date | null): Title | undefined => (at ? same(civilDate(at.getTime())) : undefined);

/** The title of what was chosen, from the definition; what is no choice of it has none. */
const choiceOf = (act: string, name: string, value: string | null): Title | undefined =>
  choiceTitle(clueCase.transitions[act]?.fields.find((field) => field.name === name)?.choices, value);

export const closurePublication: PublicationKind = {
  what: "conservation.closure",
  state: "publicity",
  clock: "publicity",
  withdrawn: {
    zh: "公示期间收到异议，已撤下公示并重新评估。评估合格后将再次公示。",
    en: "An objection came while this was public. It was withdrawn and is assessed again, and will be made public anew.",
  },
  compose,
};
