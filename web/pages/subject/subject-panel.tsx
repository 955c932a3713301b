import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { hour, hourStart } from "#kernel/time.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { subjectStates } from "#kernel/view/status.ts";
import { AqiMark, StatusMark, WaterMark } from "#kernel/view/status-mark.view.tsx";
import { BlockSkeleton, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { Subject, SubjectKind } from "../../contract.ts";
import { subjectKinds } from "../../language.ts";
import { Icon } from "../../layout/icons.tsx";
import { AlarmLines } from "./alarm-lines.tsx";
import { LatestTable } from "./latest-table.tsx";
import { PacketLines } from "./packet-lines.tsx";
import { SeriesChart } from "./series-chart.tsx";
import { factorsOf, firstFactor } from "./series-choice.ts";
import { useSeries } from "./series-data.ts";
import "./subject.css";

type SubjectPanelProps = Readonly<{ kind: SubjectKind; id: string; onClose: () => void }>;

/** One point beside the map: what it measures now, the last day against its limit, alarms, packets, and the way on. */
export function SubjectPanel({ kind, id, onClose }: SubjectPanelProps) {
  const subject = useGet<Subject>(`/subjects/${kind}/${id}`);
  useEscape(onClose);
  return (
    <aside className="map-panel" aria-label={t("点位详情", "Point")}>
      <button type="button" className="panel-close" onClick={onClose} aria-label={t("关闭", "Close")}>
        <Icon name="close" size={16} />
      </button>
      {subject.error ? <ProblemNote error={subject.error} onRetry={() => void subject.refetch()} /> : null}
      {subject.isPending && <RowSkeleton rows={10} />}
      {subject.data && <PanelBody subject={subject.data} />}
    </aside>
  );
}

function PanelBody({ subject }: Readonly<{ subject: Subject }>) {
  const factors = useMemo(() => factorsOf(subject.latest), [subject.latest]);
  const [code, setCode] = useState<string>();
  const factor = firstFactor(factors, code, subject.alarms);
  const state = subjectStates[subject.state as keyof typeof subjectStates] ?? subjectStates.unmonitored;
  return (
    <>
      <div>
        <h2>{subject.name}</h2>
        <div className="panel-marks">
          <StatusMark status={state} />
          {subject.kind === "air-station" && subject.level ? (
            <AqiMark level={subject.level} value={subject.judgement?.aqi ?? undefined} />
          ) : null}
          {subject.kind === "water-section" && subject.level ? <WaterMark level={subject.level} /> : null}
          <span>{t(subjectKinds[subject.kind])}</span>
          <span>{subject.region.name}</span>
          <SampleTag sample={subject.sample} />
        </div>
        {subject.enterprise && (
          <Link
            className="small"
            to="/registers/$id/$row"
            params={{ id: "base.enterprise", row: subject.enterprise.id }}
          >
            {subject.enterprise.name}
          </Link>
        )}
      </div>
      <div className="panel-actions">
        <Link to="/subjects/$kind/$id" params={{ kind: subject.kind, id: subject.id }} tabIndex={-1}>
          <Button type="primary" size="small">
            {t("打开详情", "Open")}
          </Button>
        </Link>
        {subject.mn && (
          <Link to="/devices/$mn" params={{ mn: subject.mn }} tabIndex={-1}>
            <Button size="small">{t("看设备", "Device")}</Button>
          </Link>
        )}
      </div>
      <section>
        <h3>{t("现在怎样", "Now")}</h3>
        <LatestTable factors={factors} chosen={factor?.code} onChoose={setCode} empty={absentDevice(subject)} />
      </section>
      {factor && (
        <section>
          <h3>{t(`${factor.name} · 近 24 小时`, `${factor.name}, last 24 h`)}</h3>
          <LastDay factor={factor} sample={subject.sample} />
        </section>
      )}
      <section>
        <h3>{t("未结报警", "Open alarms")}</h3>
        <AlarmLines alarms={subject.alarms} empty={t("没有未结报警", "No open alarms")} />
      </section>
      {subject.mn && (
        <section>
          <h3>
            {t("最近数据包", "Last packets")} <span className="mono small quiet">{subject.mn}</span>
          </h3>
          <PacketLines packets={subject.packets} empty={t("还没有收到数据包", "No packets yet")} />
        </section>
      )}
    </>
  );
}

/** The last 24 whole hours of a factor. */
function LastDay({ factor, sample }: Readonly<{ factor: ReturnType<typeof factorsOf>[number]; sample: boolean }>) {
  // Every answer draws anew, so the day moves on with the hours.
  const to = hourStart(Date.now()) + hour;
  const period = useMemo(() => ({ from: to - 24 * hour, to }), [to]);
  const answer = useSeries(factor, "hour", period);
  if (answer.error) return <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <BlockSkeleton height={170} />;
  return (
    <SeriesChart
      factor={factor}
      cadence="hour"
      period={period}
      answer={answer.data}
      height={190}
      compact
      sample={sample}
    />
  );
}

/** Why there are no values, in words. */
export function absentDevice(subject: Subject): string {
  if (!subject.mn) return t("未监测：没有登记数采仪", "Not monitored: no device is registered");
  if (subject.state === "stopped") return t("停运期间无数据", "Stopped; no data");
  return t("还没有收到数据", "No data yet");
}

function useEscape(act: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && act();
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
