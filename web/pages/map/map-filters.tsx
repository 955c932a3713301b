import { AutoComplete, Select } from "antd";
import { useMemo, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { subjectStates } from "#kernel/view/status.ts";
import type { Filters } from "../../filters.ts";
import { subjectKinds } from "../../language.ts";
import type { RegionCollection } from "./map-canvas.tsx";
import { MarkerIcon } from "./marker-icon.tsx";
import { countBy, kindOrder, type PointFeature, regionOf, stateOrder } from "./points.ts";

type MapFiltersProps = Readonly<{
  features: readonly PointFeature[];
  shown: number;
  regions: RegionCollection | undefined;
  filters: Filters;
  onChange: (change: Filters) => void;
}>;

/** Kind, state, league and a search by name or MN, above the map. */
export function MapFilters({ features, shown, regions, filters, onChange }: MapFiltersProps) {
  const kinds = new Set(filters.kind?.split(",") ?? []);
  const byKind = countBy(features, (point) => point.kind);
  const byState = countBy(features, (point) => point.state);
  const withPoints = new Set(features.map(({ properties }) => regionOf(properties).code.slice(0, 4)));
  const leagues = (regions?.features ?? []).filter(
    ({ properties }) => properties.level === "league" && withPoints.has(properties.code.slice(0, 4)),
  );
  const present = kindOrder.filter((kind) => byKind.has(kind) || kinds.has(kind));
  const toggle = (kind: string) => {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    onChange({ kind: [...next].join(",") });
  };
  return (
    <div className="map-filters">
      <PointSearch features={features} onChoose={(id) => onChange({ chosen: id })} />
      <fieldset className="chips" aria-label={t("种类", "Kinds")}>
        {present.map((kind) => (
          <button key={kind} type="button" aria-pressed={kinds.has(kind)} onClick={() => toggle(kind)}>
            <MarkerIcon kind={kind} size={12} /> {t(subjectKinds[kind])}
            <b>{byKind.get(kind) ?? 0}</b>
          </button>
        ))}
      </fieldset>
      <Select
        mode="multiple"
        size="small"
        className="map-state"
        aria-label={t("状态", "State")}
        placeholder={t("全部状态", "All states")}
        maxTagCount={1}
        value={filters.state ? filters.state.split(",") : []}
        onChange={(states: string[]) => onChange({ state: states.join(",") })}
        options={stateOrder.map((state) => ({
          value: state,
          label: `${t(subjectStates[state].title)} ${byState.get(state) ?? 0}`,
        }))}
      />
      {leagues.length > 1 && (
        <Select
          size="small"
          allowClear
          className="map-league"
          aria-label={t("盟市", "League")}
          placeholder={t("全部盟市", "All leagues")}
          value={filters.league}
          onChange={(league?: string) => onChange({ league })}
          options={leagues.map(({ properties }) => ({ value: properties.code, label: properties.name }))}
        />
      )}
      <span className="map-count">{t(`${shown} 个点位`, `${shown} points`)}</span>
    </div>
  );
}

function PointSearch({
  features,
  onChoose,
}: Readonly<{ features: readonly PointFeature[]; onChoose: (id: string) => void }>) {
  const [text, setText] = useState("");
  const options = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    return features
      .filter(
        ({ properties }) =>
          properties.name.toLowerCase().includes(wanted) || properties.mn?.toLowerCase().includes(wanted),
      )
      .slice(0, 12)
      .map(({ properties }) => ({
        value: properties.id,
        label: (
          <span className="map-hit">
            <MarkerIcon kind={properties.kind} fill={undefined} size={13} />
            <span>{properties.name}</span>
            <small>{regionOf(properties).name}</small>
          </span>
        ),
      }));
  }, [text, features]);
  return (
    <AutoComplete
      className="map-search"
      size="small"
      aria-label={t("查找点位", "Find a point")}
      placeholder={t("查找点位名称或 MN", "Name or MN")}
      value={text}
      options={options}
      popupMatchSelectWidth={320}
      onChange={(value: string) => setText(features.some(({ properties }) => properties.id === value) ? "" : value)}
      onSelect={(id: string) => onChoose(id)}
      allowClear
    />
  );
}
