import { Link, useParams } from "@tanstack/react-router";
import { coverClasses, isCoverClass } from "#domains/conservation/cover-class.ts";
import type { ReserveReply } from "#domains/conservation/overview-contract.ts";
import { reserve as reserveRegister } from "#domains/conservation/reserve.ts";
import { zone as zoneRegister } from "#domains/conservation/zone.ts";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import "./conservation.css";
import { choiceText } from "../work/field-value.tsx";
import { OutlineMap } from "./outline-map.tsx";
import { ProjectCheck } from "./project-check.tsx";
import { activityText, ClueStateMark, hectaresNumber, hectaresText } from "./words.tsx";

type Reserve = Readonly<{
  id: string;
  code: string;
  name: string;
  kind: string;
  level: string;
  established: string | null;
  document: string | null;
  manager: string | null;
  region: Readonly<{ code: string; name: string }>;
  area: Readonly<{ hectares: number; bbox: [number, number, number, number] }>;
  sample: boolean;
}>;

/** 一地一档: one reserve with its zones, what people did in it, and how its natural cover goes. */
export function ReservePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const row = useGet<Reserve>(`/reserves/${id}`);
  const more = useGet<ReserveReply>(`/conservation/reserves/${id}`);
  if (!row.data)
    return (
      <div className="page">
        {row.error ? (
          <ProblemNote error={row.error} onRetry={() => void row.refetch()} />
        ) : (
          <BlockSkeleton height={520} />
        )}
      </div>
    );
  const reserve = row.data;
  return (
    <DetailPage
      head={{
        title: reserve.name,
        back: (
          <Link to="/registers/$id" params={{ id: "conservation.reserve" }}>
            ← {t("自然保护地", "Reserves")}
          </Link>
        ),
        marks: <SampleTag sample={reserve.sample} />,
        sentence: sentenceOf(reserve, more.data),
        action: (
          <Link to="/registers/$id/$row" params={{ id: "conservation.reserve", row: id }}>
            {t("登记信息与变更记录", "Register and history")}
          </Link>
        ),
      }}
      facts={
        <>
          <Section title={t("基本情况", "Facts")}>
            <Facts facts={factsOf(reserve, more.data)} />
          </Section>
          <ProjectCheck />
        </>
      }
    >
      <Section title={t("范围、分区与线索", "Outline, zones and clues")} flush>
        <OutlineMap kinds={["reserve", "zone", "project", "clue"]} height={380} box={reserve.area.bbox} />
      </Section>
      {more.error && !more.data ? (
        <ProblemNote error={more.error} onRetry={() => void more.refetch()} />
      ) : more.data ? (
        <>
          <Zones zones={more.data.zones} />
          <Clues clues={more.data.clues} />
          <Effect effect={more.data.effect} />
        </>
      ) : (
        <BlockSkeleton height={280} />
      )}
    </DetailPage>
  );
}

function sentenceOf(reserve: Reserve, more: ReserveReply | undefined): string {
  const level = choiceText(reserveRegister.fields.level ?? {}, reserve.level);
  const kind = choiceText(reserveRegister.fields.kind ?? {}, reserve.kind);
  const open = more?.clues.filter((clue) => ["open", "checking", "problem"].includes(clue.state)).length;
  return t(
    `${level}${kind}，${hectaresText(reserve.area.hectares)}${open === undefined ? "" : `；未了结线索 ${open} 条`}`,
    `${level} ${kind.toLowerCase()}, ${hectaresText(reserve.area.hectares)}${open === undefined ? "" : `; ${open} clues unfinished`}`,
  );
}

function factsOf(reserve: Reserve, more: ReserveReply | undefined) {
  const given = (value: string | null) => value ?? <span className="absent">{t("未登记", "not given")}</span>;
  return [
    { title: t("编码", "Code"), value: reserve.code },
    { title: t("区划", "Region"), value: reserve.region.name },
    { title: t("设立日期", "Established"), value: given(reserve.established) },
    { title: t("批准文件", "Approved by"), value: given(reserve.document) },
    { title: t("管理机构", "Managed by"), value: given(reserve.manager) },
    ...(more
      ? [
          {
            title: t("界桩", "Markers"),
            value: t(
              `${more.markers.count} 个，完好 ${more.markers.intact} 个`,
              `${more.markers.intact} of ${more.markers.count} intact`,
            ),
          },
          { title: t("已批准项目", "Projects"), value: t(`${more.projects.length} 个`, `${more.projects.length}`) },
        ]
      : []),
  ];
}

function Zones({ zones }: Readonly<{ zones: ReserveReply["zones"] }>) {
  return (
    <Section title={t("功能分区", "Zones")} flush>
      <div className="wide-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t("名称", "Name")}</th>
              <th>{t("分区", "Zone")}</th>
              <th>{t("原功能区", "Former zone")}</th>
              <th className="number">{t("面积（公顷）", "Area (ha)")}</th>
              <th>{t("有效期", "In force")}</th>
            </tr>
          </thead>
          <tbody>
            {zones.map((zone) => (
              <tr key={zone.id}>
                <td>
                  <Link to="/registers/$id/$row" params={{ id: "conservation.zone", row: zone.id }}>
                    {zone.name}
                  </Link>
                </td>
                <td>{choiceText(zoneRegister.fields.kind ?? {}, zone.kind)}</td>
                <td>
                  {zone.formerZone ? (
                    choiceText(zoneRegister.fields.formerZone ?? {}, zone.formerZone)
                  ) : (
                    <span className="absent">{t("无", "none")}</span>
                  )}
                </td>
                <td className="number">{hectaresNumber(zone.hectares)}</td>
                <td>
                  {zone.validFrom} {t("起", "on")}
                  {zone.validTo && t(`，至 ${zone.validTo}`, ` until ${zone.validTo}`)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {zones.length === 0 && <p className="quiet pad">{t("尚未登记分区", "No zones yet")}</p>}
    </Section>
  );
}

function Clues({ clues }: Readonly<{ clues: ReserveReply["clues"] }>) {
  return (
    <Section title={t("人类活动线索", "Clues")} flush>
      <table className="plain-table">
        <tbody>
          {clues.map((clue) => (
            <tr key={clue.id}>
              <td>
                <Link to="/conservation/clues" search={{ clue: clue.id, state: "all" } as never}>
                  {clue.number}
                </Link>
              </td>
              <td>{activityText(clue.activity)}</td>
              <td className="number">{hectaresText(clue.hectares)}</td>
              <td>
                <ClueStateMark state={clue.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {clues.length === 0 && <p className="quiet pad">{t("没有线索", "No clues")}</p>}
    </Section>
  );
}

/** 保护成效: hectares of each cover in the reserve by date, and the share that is natural. */
function Effect({ effect }: Readonly<{ effect: ReserveReply["effect"] }>) {
  const classes = [...new Set(effect.flatMap((one) => Object.keys(one.classes)))];
  return (
    <Section title={t("保护成效：地表覆盖变化", "Effect: how the cover goes")} flush>
      <div className="wide-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t("影像日期", "Date")}</th>
              <th className="number">{t("自然覆盖占比", "Natural share")}</th>
              {classes.map((name) => (
                <th key={name} className="number">
                  {isCoverClass(name) ? t(coverClasses[name]) : name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {effect.map((one) => (
              <tr key={one.layer.id}>
                <td>{one.layer.coveredOn}</td>
                <td className="number">
                  {one.coveredHectares > 0
                    ? `${numberText((one.naturalHectares / one.coveredHectares) * 100, { digits: 2 })}%`
                    : t("无覆盖", "not covered")}
                </td>
                {classes.map((name) => (
                  <td key={name} className="number">
                    {hectaresNumber(one.classes[name] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet small pad">
        {t(
          "面积为公顷，按椭球面计算；自然覆盖含林地、灌丛、草地、湿地、水域、裸地。",
          "Hectares on the ellipsoid; natural is forest, shrub, grass, wetland, water and bare ground.",
        )}
      </p>
    </Section>
  );
}
