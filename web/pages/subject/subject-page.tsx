import { Link, useParams } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import { useMemo } from "react";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { clockLights, subjectStates } from "#kernel/view/status.ts";
import { AqiMark, StatusMark, WaterMark } from "#kernel/view/status-mark.view.tsx";
import { Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { CaseItem, Page, Series, Subject, SubjectKind } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import { subjectKinds, words } from "../../language.ts";
import { AlarmLines } from "./alarm-lines.tsx";
import { Judgement } from "./judgement.tsx";
import { LatestTable } from "./latest-table.tsx";
import { PacketLines } from "./packet-lines.tsx";
import { factorsOf, firstFactor } from "./series-choice.ts";
import { SeriesView } from "./series-view.tsx";
import { absentDevice } from "./subject-panel.tsx";
import "./subject.css";

const registers: Readonly<Record<SubjectKind, string>> = {
  outfall: "base.outfall",
  "air-station": "base.air-station",
  "water-section": "base.water-section",
};

/** A station, section or outfall: what it measured in any period, how that was judged, who deals with it, and the record behind it. */
export function SubjectPage() {
  const { kind, id } = useParams({ strict: false }) as { kind: SubjectKind; id: string };
  const subject = useGet<Subject>(`/subjects/${kind}/${id}`);
  const series = useGet<Page<Series>>("/series", { subject: id });
  if (subject.error) {
    return (
      <div className="page">
        <PageHead
          title={subjectKinds[kind] ? t(subjectKinds[kind]) : t("点位", "Point")}
          back={<Link to="/map">{t("一张图", "Map")}</Link>}
        />
        <ProblemNote error={subject.error} onRetry={() => void subject.refetch()} />
      </div>
    );
  }
  if (!subject.data) {
    return (
      <div className="page">
        <RowSkeleton rows={14} />
      </div>
    );
  }
  return (
    <SubjectDetail
      subject={subject.data}
      series={series.data?.items ?? subject.data.latest}
      seriesError={series.error}
    />
  );
}

function SubjectDetail({
  subject,
  series,
  seriesError,
}: Readonly<{ subject: Subject; series: readonly Series[]; seriesError: unknown }>) {
  const factors = useMemo(() => factorsOf(series), [series]);
  const [filters, setFilters] = useFilters();
  const factor = firstFactor(factors, filters.factor, subject.alarms);
  const head = {
    back: (
      <Link to="/map" search={{ chosen: subject.id } as never}>
        {t("一张图", "Map")}
      </Link>
    ),
    title: subject.name,
    marks: <Marks subject={subject} />,
    sentence: sentenceOf(subject, factors.length),
    action: subject.mn && (
      <Link to="/devices/$mn" params={{ mn: subject.mn }} tabIndex={-1}>
        <Button>{t("看设备", "Device")}</Button>
      </Link>
    ),
  };
  const tabs = [
    {
      key: "now",
      label: t("现在怎样", "How is it now"),
      children: (
        <div className="detail-story">
          {seriesError ? <ProblemNote error={seriesError} /> : null}
          {factor ? (
            <SeriesView key={subject.id} subject={subject} factors={factors} factor={factor} />
          ) : (
            <Section>
              <Empty title={absentDevice(subject)} />
            </Section>
          )}
        </div>
      ),
    },
    {
      key: "who",
      label: t(
        `谁在办（${subject.alarms.length + subject.cases.length}）`,
        `Who deals with it (${subject.alarms.length + subject.cases.length})`,
      ),
      children: (
        <div className="detail-story">
          <Section title={t("未结报警", "Open alarms")}>
            <AlarmLines alarms={subject.alarms} empty={t("没有未结报警", "No open alarms")} />
          </Section>
          <Section title={t("在办事项", "Open cases")}>
            <CaseLines cases={subject.cases} />
          </Section>
        </div>
      ),
    },
    {
      key: "from",
      label: t("从哪来", "Where from"),
      children: (
        <Section
          title={t("最近数据包", "Last packets")}
          aside={
            subject.mn && (
              <Link to="/devices/$mn" params={{ mn: subject.mn }}>
                MN {subject.mn}
              </Link>
            )
          }
        >
          <PacketLines packets={subject.packets} empty={absentDevice(subject)} />
        </Section>
      ),
    },
  ];
  return (
    <DetailPage
      head={head}
      facts={
        <>
          <Section title={t("最新值", "Latest values")}>
            <LatestTable
              factors={factors}
              chosen={factor?.code}
              onChoose={(code) => setFilters({ factor: code })}
              empty={absentDevice(subject)}
            />
          </Section>
          {subject.judgement && (
            <Section title={t("判定依据", "Judgement")}>
              <Judgement subject={subject} />
            </Section>
          )}
          <Section title={t("基本情况", "Facts")}>
            <SubjectFacts subject={subject} />
          </Section>
        </>
      }
    >
      <Tabs
        activeKey={filters.tab ?? "now"}
        onChange={(tab) => setFilters({ tab: tab === "now" ? undefined : tab })}
        items={tabs}
      />
    </DetailPage>
  );
}

function Marks({ subject }: Readonly<{ subject: Subject }>) {
  const state = subjectStates[subject.state as keyof typeof subjectStates] ?? subjectStates.unmonitored;
  return (
    <>
      <StatusMark status={state} />
      {subject.kind === "air-station" && subject.level ? (
        <AqiMark level={subject.level} value={subject.judgement?.aqi ?? undefined} />
      ) : null}
      {subject.kind === "water-section" && subject.level ? <WaterMark level={subject.level} /> : null}
      <SampleTag sample={subject.sample} />
    </>
  );
}

function sentenceOf(subject: Subject, factors: number): string {
  const newest = subject.latest
    .map((series) => series.latest?.time)
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  const alarms = subject.alarms.length;
  const parts = [
    subject.enterprise?.name ?? t(subjectKinds[subject.kind]),
    subject.region.name,
    t(`${factors} 项因子`, `${factors} factors`),
    alarms > 0 ? t(`${alarms} 条报警未结`, `${alarms} open alarms`) : t("没有未结报警", "no open alarms"),
    newest ? t(`最新数据 ${timeText(newest)}`, `latest data ${timeText(newest)}`) : absentDevice(subject),
  ];
  return parts.join(t("，", ", "));
}

function SubjectFacts({ subject }: Readonly<{ subject: Subject }>) {
  const facts = [
    { title: t("种类", "Kind"), value: t(subjectKinds[subject.kind]) },
    { title: t("所在地", "Region"), value: subject.region.name },
    ...(subject.enterprise
      ? [
          {
            title: t("企业", "Enterprise"),
            value: (
              <Link to="/registers/$id/$row" params={{ id: "base.enterprise", row: subject.enterprise.id }}>
                {subject.enterprise.name}
              </Link>
            ),
          },
        ]
      : []),
    {
      title: t("坐标", "Position"),
      value: subject.location
        ? `${subject.location.lon.toFixed(5)}°E, ${subject.location.lat.toFixed(5)}°N`
        : t("未填", "not given"),
    },
    {
      title: t("数采仪", "Device"),
      value: subject.mn ? (
        <Link to="/devices/$mn" params={{ mn: subject.mn }} className="mono">
          {subject.mn}
        </Link>
      ) : (
        t("未监测", "not monitored")
      ),
    },
    {
      title: t("台账", "Register"),
      value: (
        <Link to="/registers/$id/$row" params={{ id: registers[subject.kind], row: subject.id }}>
          {t("打开登记信息", "Open the record")}
        </Link>
      ),
    },
  ];
  return <Facts facts={facts} />;
}

function CaseLines({ cases }: Readonly<{ cases: readonly CaseItem[] }>) {
  if (cases.length === 0) return <Empty title={t("没有在办事项", "No open cases")} />;
  return (
    <ul className="alarm-lines">
      {cases.map((item) => (
        <li key={item.id}>
          <div className="alarm-line-head">
            <Link to="/cases/$id" params={{ id: item.id }}>
              {item.number}
            </Link>
            {item.clock && (
              <StatusMark
                status={clockLights[item.clock.light]}
                word={
                  item.clock.remainingDays < 0
                    ? t(`逾期 ${-item.clock.remainingDays} 天`, `${-item.clock.remainingDays} d overdue`)
                    : t(`剩 ${item.clock.remainingDays} 天`, `${item.clock.remainingDays} d left`)
                }
              />
            )}
          </div>
          <div>{item.title}</div>
          <div className="alarm-line-foot">
            <span>{words(item.state.title)}</span>
            <span>{item.organ?.name}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
