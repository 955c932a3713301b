import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { activities } from "#domains/conservation/activity.ts";
import type { OverviewReply } from "#domains/conservation/overview-contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import "./conservation.css";
import { OutlineMap } from "./outline-map.tsx";
import { activityText, hectaresNumber, hectaresText } from "./words.tsx";

/** 生态保护综合监管: red lines, reserves, development and what people changed, on one screen. */
export function ConservationPage() {
  const overview = useGet<OverviewReply>("/conservation/overview", {}, { refreshMs: 60_000 });
  const data = overview.data;
  return (
    <div className="page conservation">
      <PageHead
        title={t("生态保护监管", "Conservation")}
        marks={<SampleTag sample={data?.lastRun?.sample ?? false} />}
        sentence={data ? sentenceOf(data) : undefined}
        action={
          <Link to="/conservation/clues" tabIndex={-1}>
            <Button type="primary">{t("两期比对看线索", "Compare two dates")}</Button>
          </Link>
        }
      />
      {overview.error && !data ? (
        <ProblemNote error={overview.error} onRetry={() => void overview.refetch()} />
      ) : data ? (
        <Overview data={data} />
      ) : (
        <BlockSkeleton height={520} />
      )}
    </div>
  );
}

function sentenceOf(data: OverviewReply): string {
  const open = (data.clues.states.open ?? 0) + (data.clues.states.checking ?? 0);
  return t(
    `红线 ${data.redLines.count} 块、${hectaresText(data.redLines.hectares)}，线索待核查 ${open} 条、问题在办 ${data.clues.states.problem ?? 0} 个；更新于 ${timeText(data.at)}`,
    `${data.redLines.count} red-line parcels, ${open} clues to check, ${data.clues.states.problem ?? 0} problems in hand; updated ${timeText(data.at)}`,
  );
}

function Overview({ data }: Readonly<{ data: OverviewReply }>) {
  return (
    <>
      <Numbers data={data} />
      <div className="conservation-main">
        <Section title={t("红线、保护地与线索", "Red line, reserves and clues")} flush>
          <OutlineMap kinds={["red-line", "reserve", "project", "clue"]} height={420} />
        </Section>
        <div className="conservation-side">
          <Section
            title={t("最重的线索", "Most severe clues")}
            aside={<Link to="/conservation/clues">{t("全部", "All")}</Link>}
          >
            <ol className="worst">
              {data.worst.map((clue) => (
                <li key={clue.id}>
                  <Link to="/conservation/clues" search={{ clue: clue.id } as never}>
                    {clue.region.name} {activityText(clue.activity)}
                  </Link>
                  <span className="number">{hectaresText(clue.hectares)}</span>
                </li>
              ))}
            </ol>
          </Section>
          <Procedure cases={data.cases} />
        </div>
      </div>
      <div className="conservation-states">
        <Kinds title={t("活动类型", "Activities")} kinds={data.clues.activities} />
        <Section
          title={t("保护地", "Reserves")}
          aside={
            <Link to="/registers/$id" params={{ id: "conservation.reserve" }}>
              {t("名录", "List")}
            </Link>
          }
        >
          <p>
            {t(
              `${data.reserves.count} 处，${hectaresText(data.reserves.hectares)}`,
              `${data.reserves.count}, ${hectaresText(data.reserves.hectares)}`,
            )}
          </p>
          <p className="quiet">
            {t(
              `界桩 ${data.markers.count} 个，完好 ${data.markers.intact} 个`,
              `${data.markers.intact} of ${data.markers.count} markers intact`,
            )}
          </p>
        </Section>
      </div>
      <Leagues leagues={data.leagues} />
    </>
  );
}

function Numbers({ data }: Readonly<{ data: OverviewReply }>) {
  const items = [
    {
      title: t("生态保护红线", "Red line"),
      value: hectaresNumber(data.redLines.hectares),
      unit: t("公顷", "ha"),
      to: "/registers/conservation.red-line",
    },
    {
      title: t("自然保护地", "Reserves"),
      value: numberText(data.reserves.count),
      unit: t("处", ""),
      to: "/registers/conservation.reserve",
    },
    { title: t("线索", "Clues"), value: numberText(data.clues.total), unit: t("条", ""), to: "/conservation/clues" },
    {
      title: t("问题在办", "Problems"),
      value: numberText(data.clues.states.problem ?? 0),
      unit: t("个", ""),
      to: "/conservation/problems",
    },
    {
      title: t("已销号", "Closed"),
      value: numberText(data.clues.states.closed ?? 0),
      unit: t("个", ""),
      to: "/conservation/clues?state=closed",
    },
    {
      title: t("复发", "Recurred"),
      value: numberText(data.clues.recurred),
      unit: t("条", ""),
      to: "/conservation/clues?state=all",
    },
    {
      title: t("开发建设项目", "Approved projects"),
      value: numberText(data.projects.count),
      unit: t("个", ""),
      to: "/registers/conservation.project",
    },
  ];
  return (
    <ul className="conservation-numbers">
      {items.map((item) => (
        <li key={item.title}>
          <Link to={item.to as never}>
            <span className="quiet small">{item.title}</span>
            <b>
              {item.value}
              <small>{item.unit}</small>
            </b>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Procedure({ cases }: Readonly<{ cases: OverviewReply["cases"] }>) {
  return (
    <Section
      title={t("办到哪一步", "Where the cases stand")}
      aside={<Link to="/conservation/problems">{t("台账", "Board")}</Link>}
    >
      <table className="plain-table">
        <tbody>
          {cases.map((row) => (
            <tr key={row.state}>
              <td>{t(row.title)}</td>
              <td className="number">{row.count}</td>
              <td className="number quiet">
                {row.overdue > 0 ? t(`逾期 ${row.overdue}`, `${row.overdue} overdue`) : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Kinds({ title, kinds }: Readonly<{ title: string; kinds: OverviewReply["clues"]["activities"] }>) {
  const rows = Object.entries(kinds).sort(([, a], [, b]) => b.hectares - a.hectares);
  const most = Math.max(1e-9, ...rows.map(([, kind]) => kind.hectares));
  return (
    <Section title={title}>
      <table className="plain-table kinds">
        <tbody>
          {rows.map(([name, kind]) => (
            <tr key={name}>
              <td>{name in activities ? activityText(name as keyof typeof activities) : name}</td>
              <td className="kinds-bar">
                <i style={{ width: `${(kind.hectares / most) * 100}%` }} />
              </td>
              <td className="number">{t(`${kind.count} 条`, `${kind.count}`)}</td>
              <td className="number">{hectaresText(kind.hectares)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Leagues({ leagues }: Readonly<{ leagues: OverviewReply["leagues"] }>) {
  return (
    <Section
      title={t("分区划", "By region")}
      aside={<Link to="/conservation/duty">{t("履责评分", "Duty scores")}</Link>}
      flush
    >
      <div className="wide-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t("区划", "Region")}</th>
              <th className="number">{t("红线面积（公顷）", "Red line (ha)")}</th>
              <th className="number">{t("线索", "Clues")}</th>
              <th className="number">{t("每千公顷线索", "Clues per 1,000 ha")}</th>
              <th className="number">{t("问题在办", "Problems")}</th>
              <th className="number">{t("已销号", "Closed")}</th>
            </tr>
          </thead>
          <tbody>
            {leagues.map((league) => (
              <tr key={league.region.code}>
                <td>
                  <Link to="/conservation/clues" search={{ region: league.region.code, state: "all" } as never}>
                    {league.region.name}
                  </Link>
                </td>
                <td className="number">{hectaresNumber(league.redLineHectares)}</td>
                <td className="number">{league.clues}</td>
                <td className="number">
                  {league.cluesPerThousand === null
                    ? t("无红线", "no red line")
                    : numberText(league.cluesPerThousand, { digits: 2 })}
                </td>
                <td className="number">{league.problems}</td>
                <td className="number">{league.closed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
