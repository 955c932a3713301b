import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { clockText, numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet, usePerson } from "../../api.ts";
import type { Alarm, Page } from "../../contract.ts";
import type { PointCollection } from "../map/points.ts";
import { AlarmLines } from "../subject/alarm-lines.tsx";
import "../subject/subject.css";
import type { Row } from "../work/answers.ts";
import type { CaseLine } from "../work/cases.tsx";
import "../work/work.css";
import "./home.css";
import { MarkRows } from "./mark-rows.tsx";
import { markOf, OutfallRows } from "./outfall-rows.tsx";
import { WaitingCases } from "./waiting-cases.tsx";

/** The day of an enterprise: what is asked of it and until when, how its outfalls stand, and what it has declared. */
export function EnterpriseHome() {
  const { organ } = usePerson();
  const points = useGet<PointCollection>("/map/points", {}, { refreshMs: 60_000 });
  const cases = useGet<Page<CaseLine>>("/cases", { category: "draft,open,waiting,decision", sort: "due", limit: 20 });
  const alarms = useGet<Page<Alarm>>("/alarms", { state: "open", limit: 20 });
  const marks = useGet<Page<Row>>("/marks", { sort: "-begins", limit: 5 });
  const outfalls = points.data?.features.map((feature) => feature.properties) ?? [];
  const first = outfalls[0];
  // With several outfalls the person says which one.
  const { outfall: only, "outfall.name": onlyName, ...whose } = first ? markOf(first, organ) : {};
  const headMark = outfalls.length === 1 ? { outfall: only, "outfall.name": onlyName, ...whose } : whose;
  return (
    <div className="page">
      <PageHead
        title={organ.name}
        marks={<SampleTag sample={outfalls.some((outfall) => outfall.sample)} />}
        sentence={sentenceOf({
          outfalls: points.data && outfalls.length,
          bad: outfalls.filter((outfall) => outfall.state === "alarm" || outfall.state === "over").length,
          cases: cases.data?.items.length,
          alarms: alarms.data?.items.length,
          at: points.dataUpdatedAt,
        })}
        action={
          <Link to="/registers/$id/new" params={{ id: "monitoring.mark" }} search={headMark as never} tabIndex={-1}>
            <Button type="primary">{t("报备标记", "Declare a mark")}</Button>
          </Link>
        }
      />
      <Section title={t("在办办件", "Open cases")} aside={<Link to="/cases">{t("全部办件", "All cases")}</Link>} flush>
        <Answer answer={cases}>
          <WaitingCases cases={cases.data?.items ?? []} />
        </Answer>
      </Section>
      <Section
        title={t("排放口现状", "Our outfalls now")}
        aside={<Link to="/map">{t("在地图上看", "On the map")}</Link>}
        flush
      >
        <Answer answer={points}>
          <OutfallRows outfalls={outfalls} organ={organ} />
        </Answer>
      </Section>
      <div className="home-pair">
        <Section
          title={t("未结报警与提醒", "Open alarms and reminders")}
          aside={<Link to="/alarms">{t("全部", "All")}</Link>}
        >
          <Answer answer={alarms}>
            <AlarmLines
              alarms={alarms.data?.items ?? []}
              where
              empty={t("没有未结的报警和提醒", "No open alarms or reminders")}
            />
          </Answer>
        </Section>
        <Section
          title={t("最近报备的标记", "Marks declared lately")}
          aside={
            <Link to="/registers/$id" params={{ id: "monitoring.mark" }}>
              {t("全部", "All")}
            </Link>
          }
        >
          <Answer answer={marks}>
            {marks.data && marks.data.items.length > 0 ? (
              <MarkRows marks={marks.data.items} />
            ) : (
              <Empty title={t("还没有报备", "None yet")}>
                {t(
                  "停运、启停炉、维护、校准、故障须如实报备，时段内的数据不作超标判定。",
                  "Standstill, start-up, maintenance, calibration and faults are declared; data under a mark are not judged.",
                )}
              </Empty>
            )}
          </Answer>
        </Section>
      </div>
    </div>
  );
}

type AnswerState = Readonly<{ data: unknown; error: unknown; refetch: () => unknown }>;

/** Rows that come, or what was said instead of them. */
function Answer({ answer, children }: Readonly<{ answer: AnswerState; children: React.ReactNode }>) {
  if (answer.data) return children;
  if (answer.error) return <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />;
  return <RowSkeleton rows={3} />;
}

type Day = Readonly<{
  outfalls: number | undefined;
  bad: number;
  cases: number | undefined;
  alarms: number | undefined;
  at: number;
}>;

function sentenceOf({ outfalls, bad, cases, alarms, at }: Day): string {
  if (outfalls === undefined || cases === undefined || alarms === undefined) return t("正在读取", "Loading");
  return t(
    `${numberText(outfalls)} 个排放口，${bad} 个报警或超限；在办办件 ${cases} 件，未结报警与提醒 ${alarms} 条；${clockText(at)} 更新`,
    `${numberText(outfalls)} outfalls, ${bad} in alarm or over limit; ${cases} open cases, ${alarms} open alarms and reminders; as of ${clockText(at)}`,
  );
}
