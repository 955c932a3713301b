import { Link } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useMemo } from "react";
import { hour, hourStart } from "#kernel/time.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { Value } from "#kernel/view/value.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { Alarm, Page, Series, Subject } from "../../contract.ts";
import { averagings, wordOf, words } from "../../language.ts";
import { PacketLines } from "../subject/packet-lines.tsx";
import { SeriesChart } from "../subject/series-chart.tsx";
import { type Factor, factorsOf } from "../subject/series-choice.ts";
import { useSeries } from "../subject/series-data.ts";
import "../subject/subject.css";
import { lastedText, levelOf, stateText } from "./alarm-card.tsx";

type DrawerProps = Readonly<{ id: string; alarm: Alarm | undefined; onClose: () => void }>;

/** One alarm beside its list: how it was judged, the values around it, the packets behind it, and who deals with it. */
export function AlarmDrawer({ id, alarm, onClose }: DrawerProps) {
  // A link leads to an alarm whatever its age, also where the list does not hold it.
  const answer = useGet<Alarm>(`/alarms/${id}`);
  const shown = answer.data ?? alarm;
  return (
    <Drawer
      open
      size={560}
      onClose={onClose}
      rootClassName="work-drawer"
      title={shown ? `${words(shown.rule.title)}${shown.factor ? ` · ${shown.factor.name}` : ""}` : t("报警", "Alarm")}
      extra={<SampleTag sample={shown?.sample ?? false} />}
    >
      {shown ? (
        <AlarmDetail alarm={shown} />
      ) : answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <BlockSkeleton height={320} />
      )}
    </Drawer>
  );
}

function AlarmDetail({ alarm }: Readonly<{ alarm: Alarm }>) {
  return (
    <div className="work-stack">
      <Facts facts={factsOf(alarm)} />
      <Section title={t("如何判定", "How it was judged")}>
        <p className="work-explanation">{t(alarm.explanation)}</p>
        <Judged alarm={alarm} />
      </Section>
      <Around alarm={alarm} />
    </div>
  );
}

function factsOf(alarm: Alarm) {
  const { subject } = alarm;
  return [
    {
      title: t("点位", "Point"),
      value: (
        <Link
          to="/subjects/$kind/$id"
          params={{ kind: subject.kind, id: subject.id }}
          search={{ factor: alarm.factor?.code } as never}
        >
          {subject.name}
        </Link>
      ),
    },
    ...(alarm.enterprise
      ? [
          {
            title: t("企业", "Enterprise"),
            value: (
              <Link to="/registers/$id/$row" params={{ id: "base.enterprise", row: alarm.enterprise.id }}>
                {alarm.enterprise.name}
              </Link>
            ),
          },
        ]
      : []),
    { title: t("区划", "Region"), value: alarm.region.name },
    { title: t("级别", "Level"), value: <StatusMark status={levelOf(alarm)} /> },
    {
      title: t("时间", "Time"),
      value: `${timeText(alarm.started)} — ${alarm.ended ? timeText(alarm.ended) : stateText(alarm)}${t(`（${lastedText(alarm, Date.now())}）`, ` (${lastedText(alarm, Date.now())})`)}`,
    },
    {
      title: t("办件", "Case"),
      value: alarm.case ? (
        <Link to="/cases/$id" params={{ id: alarm.case.id }}>
          {alarm.case.number}
        </Link>
      ) : (
        <span className="absent">{t("未立案", "no case")}</span>
      ),
    },
  ];
}

/** Value against limit, so that the sentence can be checked by eye. */
function Judged({ alarm }: Readonly<{ alarm: Alarm }>) {
  if (alarm.value === null && !alarm.limit) return null;
  return (
    <dl className="work-figures">
      {alarm.value !== null && (
        <div>
          <dt>{t("最大值", "Highest")}</dt>
          <dd>
            <Value value={alarm.value} unit={alarm.limit?.unit} over={alarm.kind === "over-limit"} />
          </dd>
        </div>
      )}
      {alarm.limit && (
        <div>
          <dt>{t("限值", "Limit")}</dt>
          <dd>
            <Value value={alarm.limit.value} unit={alarm.limit.unit} />
          </dd>
        </div>
      )}
      {alarm.multiple !== null && (
        <div>
          <dt>{t("超标倍数", "Multiple")}</dt>
          <dd>{numberText(alarm.multiple, { digits: 2 })}</dd>
        </div>
      )}
      {alarm.hours !== null && (
        <div>
          <dt>{t("超标时数", "Hours over")}</dt>
          <dd>{numberText(alarm.hours)}</dd>
        </div>
      )}
    </dl>
  );
}

/** What was measured from half a day before until now or the end, and the device's last packets. */
function Around({ alarm }: Readonly<{ alarm: Alarm }>) {
  const { subject } = alarm;
  const series = useGet<Page<Series>>("/series", { subject: subject.id });
  const place = useGet<Subject>(`/subjects/${subject.kind}/${subject.id}`);
  const factor = factorsOf(series.data?.items ?? []).find((one) => one.code === alarm.factor?.code);
  return (
    <>
      {alarm.factor && (
        <Section
          title={t(`${alarm.factor.name} 前后数值`, `${alarm.factor.name} around it`)}
          aside={
            <Link
              to="/subjects/$kind/$id"
              params={{ kind: subject.kind, id: subject.id }}
              search={{ factor: alarm.factor.code } as never}
            >
              {t("查看全部数据", "All values")}
            </Link>
          }
        >
          {series.error ? (
            <ProblemNote error={series.error} />
          ) : (
            <AroundChart alarm={alarm} factor={factor} waiting={series.isPending} />
          )}
        </Section>
      )}
      <Section
        title={t("最近数据包", "Last packets")}
        aside={
          place.data?.mn && (
            <Link to="/devices/$mn" params={{ mn: place.data.mn }}>
              {t("设备", "Device")} {place.data.mn}
            </Link>
          )
        }
      >
        {place.error ? (
          <ProblemNote error={place.error} />
        ) : (
          <PacketLines packets={place.data?.packets ?? []} empty={t("没有数据包", "No packets")} />
        )}
      </Section>
    </>
  );
}

function AroundChart({
  alarm,
  factor,
  waiting,
}: Readonly<{ alarm: Alarm; factor: Factor | undefined; waiting: boolean }>) {
  const cadence = alarm.rule.id.startsWith("day") ? "day" : alarm.rule.id.startsWith("realtime") ? "realtime" : "hour";
  const period = useMemo(() => {
    const before = cadence === "day" ? 7 * 24 * hour : cadence === "realtime" ? 2 * hour : 12 * hour;
    const end = alarm.ended ? Date.parse(alarm.ended) + before / 4 : Date.now();
    return {
      from: hourStart(Math.max(Date.parse(alarm.started) - before, end - 31 * 24 * hour)),
      to: hourStart(end) + hour,
    };
  }, [alarm.started, alarm.ended, cadence]);
  const answer = useSeries(factor, cadence, period);
  if (answer.error) return <ProblemNote error={answer.error} />;
  if (waiting || (factor && !answer.data)) return <BlockSkeleton height={220} />;
  if (!factor || !answer.data) return <Empty title={t("没有这个因子的数据", "No data of this factor")} />;
  return (
    <>
      <SeriesChart factor={factor} cadence={cadence} period={period} answer={answer.data} height={220} compact />
      {factor.limit && (cadence === "realtime" || cadence !== factor.limit.averaging) && (
        <p className="quiet small">
          {t("限值依据", "Limit")} {factor.limit.standard}
          {factor.limit.edition ? ` ${factor.limit.edition}` : ""} · {wordOf(averagings, factor.limit.averaging)}
          <Unverified verified={factor.limit.verified} />
        </p>
      )}
    </>
  );
}
