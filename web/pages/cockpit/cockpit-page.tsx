import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet, usePerson } from "../../api.ts";
import type { Overview } from "../../contract.ts";
import { AlarmLines } from "../subject/alarm-lines.tsx";
import "../subject/subject.css";
import { AirState } from "./air-state.tsx";
import "./cockpit.css";
import { LeagueTable } from "./league-table.tsx";
import { Numbers } from "./numbers.tsx";
import { OutfallState } from "./outfall-state.tsx";
import { SmallMap } from "./small-map.tsx";
import { WaterState } from "./water-state.tsx";

/** The day at a glance: what is wrong, where, who has it. Every number opens the list it counts. */
export function CockpitPage() {
  const person = usePerson();
  const overview = useGet<Overview>("/overview", {}, { refreshMs: 60_000 });
  const data = overview.data;
  const place = person.regions.length === 1 ? person.regions[0]?.name : person.organ.name;
  return (
    <div className="page cockpit">
      <PageHead
        title={place || t("总览", "Overview")}
        marks={<SampleTag sample={data?.recent.some((alarm) => alarm.sample) ?? false} />}
        sentence={data ? sentenceOf(data) : overview.error ? undefined : t("正在读取", "Loading")}
        action={
          <Link to="/map" tabIndex={-1}>
            <Button type="primary">{t("打开一张图", "Open the map")}</Button>
          </Link>
        }
      />
      {overview.error && !data ? (
        <ProblemNote error={overview.error} onRetry={() => void overview.refetch()} />
      ) : data ? (
        <Numbers data={data} />
      ) : (
        <BlockSkeleton height={104} />
      )}
      <div className="cockpit-main">
        <SmallMap />
        {data ? <LatestAlarms data={data} /> : <BlockSkeleton height={520} />}
      </div>
      {data && <States data={data} />}
    </div>
  );
}

function LatestAlarms({ data }: Readonly<{ data: Overview }>) {
  return (
    <Section
      title={t("最新报警", "Latest alarms")}
      aside={<Link to="/alarms">{t(`全部 ${data.alarms.open} 条未结`, `All ${data.alarms.open} open`)}</Link>}
    >
      <div className="cockpit-alarms">
        <AlarmLines alarms={data.recent} where empty={t("没有未结报警", "No open alarms")} />
      </div>
    </Section>
  );
}

function States({ data }: Readonly<{ data: Overview }>) {
  return (
    <>
      <div className="cockpit-states">
        {data.air.stations > 0 && <AirState air={data.air} />}
        {data.water.sections > 0 && <WaterState water={data.water} />}
        {data.outfalls.total > 0 && <OutfallState data={data} />}
      </div>
      {data.leagues.length > 1 && <LeagueTable leagues={data.leagues} />}
    </>
  );
}

function sentenceOf({ outfalls, air, water, cases, at }: Overview): string {
  const bad = [3, 4, 5, 6].reduce((sum, level) => sum + (air.levels[level] ?? 0), 0);
  const poor = [4, 5, 6].reduce((sum, each) => sum + (water.classes[each] ?? 0), 0);
  const parts: string[] = [];
  if (outfalls.total > 0)
    parts.push(
      t(
        `${outfalls.total} 个排放口，${outfalls.alarm} 个报警、${outfalls.over} 个实时超限`,
        `${outfalls.alarm} of ${outfalls.total} outfalls in alarm, ${outfalls.over} over limit now`,
      ),
    );
  if (air.stations > 0)
    parts.push(t(`${air.stations} 座空气站，${bad} 座污染`, `${bad} of ${air.stations} air stations polluted`));
  if (water.sections > 0)
    parts.push(
      t(`${water.sections} 个断面，${poor} 个劣于Ⅲ类`, `${poor} of ${water.sections} sections below class III`),
    );
  parts.push(t(`逾期办件 ${cases.overdue} 件`, `${cases.overdue} cases overdue`));
  parts.push(t(`更新于 ${timeText(at)}`, `updated ${timeText(at)}`));
  return parts.join(t("；", "; "));
}
