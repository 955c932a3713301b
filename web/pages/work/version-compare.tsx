import { Select } from "antd";
import { useState } from "react";
import type { OutlineReply } from "#kernel/register/outline.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import type { Register, Version } from "./answers.ts";
import { type Drawn, OutlineMap } from "./outline-map.tsx";
import { Differences, differences } from "./version-difference.tsx";

/** Any two versions of a row side by side; where its outline changed, both over each other on a map. */
export function VersionCompare({ register, versions }: Readonly<{ register: Register; versions: readonly Version[] }>) {
  const [older, setOlder] = useState(versions[1]?.version);
  const [newer, setNewer] = useState(versions[0]?.version);
  const before = versions.find(({ version }) => version === older);
  const now = versions.find(({ version }) => version === newer);
  if (!before || !now) return null;
  const rows = differences(register, before.row, now.row);
  const options = versions.map((each) => ({ value: each.version, label: nameOf(each) }));
  const places = register.fields.filter(
    ({ name, type }) =>
      (type === "area" || type === "point") &&
      JSON.stringify(before.row[name] ?? null) !== JSON.stringify(now.row[name] ?? null),
  );
  return (
    <>
      <div className="work-compare">
        <span>{t("对照", "Compare")}</span>
        <Select
          size="small"
          popupMatchSelectWidth={false}
          value={older}
          onChange={setOlder}
          options={options}
          aria-label={t("较早的一版", "The older version")}
        />
        <span>{t("与", "with")}</span>
        <Select
          size="small"
          popupMatchSelectWidth={false}
          value={newer}
          onChange={setNewer}
          options={options}
          aria-label={t("较新的一版", "The newer version")}
        />
      </div>
      {rows.length > 0 ? (
        <Differences
          rows={rows}
          before={t(`第 ${before.version} 版`, `Version ${before.version}`)}
          now={t(`第 ${now.version} 版`, `Version ${now.version}`)}
        />
      ) : (
        <p className="quiet">{t("这两版内容相同。", "These two are the same.")}</p>
      )}
      {places.map((field) => (
        <MovedPlace
          key={field.name}
          path={`/${register.path}/${now.row.id}/geometry`}
          field={field.name}
          title={t(field.title)}
          before={before.version}
          now={now.version}
        />
      ))}
    </>
  );
}

const nameOf = ({ version, at }: Version): string =>
  t(`第 ${version} 版 ${timeText(at)}`, `${version}: ${timeText(at)}`);

type MovedProps = Readonly<{ path: string; field: string; title: string; before: number; now: number }>;

function MovedPlace({ path, field, title, before, now }: MovedProps) {
  const was = useGet<OutlineReply>(path, { field, version: before }).data;
  const is = useGet<OutlineReply>(path, { field, version: now }).data;
  if (!was || !is) return null;
  const drawn: Drawn[] = [];
  if (was.geometry) drawn.push({ shape: was.geometry, tone: "before" });
  if (is.geometry) drawn.push({ shape: is.geometry, tone: "now" });
  return (
    <figure className="work-moved">
      <figcaption>
        {title}
        <span>
          <i style={{ background: "var(--orange)" }} /> {t(`第 ${before} 版`, `Version ${before}`)}
        </span>
        <span>
          <i style={{ background: "var(--brand)" }} /> {t(`第 ${now} 版`, `Version ${now}`)}
        </span>
      </figcaption>
      <OutlineMap outlines={drawn} label={title} />
    </figure>
  );
}
