import { Button, Input, InputNumber, Segmented, Upload } from "antd";
import { useState } from "react";
import type { AreaSummary, Shape } from "#kernel/register/polygon.ts";
import { cornersOf } from "#kernel/register/polygon.ts";
import { t } from "#kernel/view/language.view.tsx";
import { circleOf, shapeFromText } from "./area-text.ts";
import { areaText } from "./field-value.tsx";
import { OutlineMap } from "./outline-map.tsx";

type Value = AreaSummary | Shape;
type Props = Readonly<{ id?: string; value?: Value; onChange?: (value: Value | undefined) => void }>;
type Way = "paste" | "file" | "circle";

export const isShape = (value: Value | undefined): value is Shape => value !== undefined && "type" in value;

/** An outline by pasting it, by a file, or by a place and its size for those who cannot draw; what was taken shows on a map. */
export function AreaInput({ id, value, onChange }: Props) {
  const [way, setWay] = useState<Way | undefined>(value ? undefined : "paste");
  const take = (shape: Shape) => {
    onChange?.(shape);
    setWay(undefined);
  };
  return (
    <div className="work-area" id={id}>
      {value && (
        <div className="work-area-taken">
          <span>
            {isShape(value)
              ? t(`已取得边界，${cornersOf(value)} 个点`, `Outline of ${cornersOf(value)} positions taken`)
              : areaText(value)}
          </span>
          <Button size="small" onClick={() => setWay(way ? undefined : "paste")}>
            {way ? t("不更换", "Keep it") : t("更换边界", "Replace")}
          </Button>
          <Button size="small" type="text" onClick={() => onChange?.(undefined)}>
            {t("清除", "Clear")}
          </Button>
        </div>
      )}
      {isShape(value) && (
        <OutlineMap outlines={[{ shape: value, tone: "now" }]} label={t("所给边界", "The given outline")} />
      )}
      {way && <Ways way={way} onWay={setWay} onTake={take} />}
    </div>
  );
}

function Ways({
  way,
  onWay,
  onTake,
}: Readonly<{ way: Way; onWay: (way: Way) => void; onTake: (shape: Shape) => void }>) {
  return (
    <>
      <Segmented<Way>
        size="small"
        value={way}
        onChange={onWay}
        options={[
          { value: "paste", label: t("粘贴坐标", "Paste") },
          { value: "file", label: t("上传文件", "File") },
          { value: "circle", label: t("点位＋面积", "Place and size") },
        ]}
      />
      {way === "paste" && <Paste onTake={onTake} />}
      {way === "file" && <FromFile onTake={onTake} />}
      {way === "circle" && <Circle onTake={onTake} />}
    </>
  );
}

const notAShape = (): string =>
  t(
    "没有读到多边形。支持 GeoJSON 与 WKT（POLYGON、MULTIPOLYGON），经纬度为 CGCS2000，先经度后纬度。",
    "No polygon was found. GeoJSON and WKT are read (POLYGON, MULTIPOLYGON): CGCS2000, longitude first.",
  );

type TakeProps = Readonly<{ onTake: (shape: Shape) => void }>;

function Paste({ onTake }: TakeProps) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const read = () => {
    const shape = shapeFromText(text);
    setWrong(!shape);
    if (shape) onTake(shape);
  };
  return (
    <>
      <Input.TextArea
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="POLYGON((111.10 40.70, 111.12 40.70, 111.12 40.72, 111.10 40.70))"
        aria-label={t("边界坐标", "Outline")}
      />
      {wrong && <p className="work-area-wrong">{notAShape()}</p>}
      <Button size="small" disabled={text.trim() === ""} onClick={read}>
        {t("读取", "Read")}
      </Button>
    </>
  );
}

function FromFile({ onTake }: TakeProps) {
  const [wrong, setWrong] = useState(false);
  const read = async (file: File) => {
    const shape = shapeFromText(await file.text());
    setWrong(!shape);
    if (shape) onTake(shape);
  };
  return (
    <>
      <Upload
        accept=".geojson,.json,.wkt,.txt"
        showUploadList={false}
        beforeUpload={(file) => {
          void read(file);
          return false;
        }}
      >
        <Button size="small">{t("选择 GeoJSON 或 WKT 文件", "Choose a GeoJSON or WKT file")}</Button>
      </Upload>
      {wrong && <p className="work-area-wrong">{notAShape()}</p>}
    </>
  );
}

function Circle({ onTake }: TakeProps) {
  const [lon, setLon] = useState<number | null>(null);
  const [lat, setLat] = useState<number | null>(null);
  const [hectares, setHectares] = useState<number | null>(null);
  const ready = lon !== null && lat !== null && hectares !== null && hectares > 0;
  return (
    <>
      <div className="work-area-circle">
        <InputNumber value={lon} onChange={setLon} min={73} max={136} prefix={t("经度", "Lon")} suffix="°E" />
        <InputNumber value={lat} onChange={setLat} min={3} max={54} prefix={t("纬度", "Lat")} suffix="°N" />
        <InputNumber
          value={hectares}
          onChange={setHectares}
          min={0.0001}
          prefix={t("面积", "Size")}
          suffix={t("公顷", "ha")}
        />
      </div>
      <p className="quiet">
        {t(
          "以该点为中心生成同面积的示意圆。有实测边界后请更换。",
          "A circle of that size about the place stands for the outline until it is surveyed.",
        )}
      </p>
      <Button size="small" disabled={!ready} onClick={() => ready && onTake(circleOf({ lon, lat }, hectares))}>
        {t("生成", "Make")}
      </Button>
    </>
  );
}
