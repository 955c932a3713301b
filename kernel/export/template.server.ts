import type { Target } from "#kernel/import/target.ts";
import type { Register } from "#kernel/register/define.ts";
import type { Title } from "#kernel/title.ts";
import { askedTargets, headers } from "./columns.ts";
import { xlsxOf } from "./xlsx.server.ts";

/** The empty workbook of a register: its columns, what may stand in them, and a sheet that explains each. */
export function templateOf(register: Register, language: "zh" | "en"): Promise<Uint8Array> {
  const targets = askedTargets(register);
  const choices = new Map(
    targets.flatMap(({ field }, index): [number, string[]][] => {
      if (field?.type === "boolean") return [[index, language === "zh" ? ["是", "否"] : ["yes", "no"]]];
      return field?.choices ? [[index, field.choices.map(({ title }) => title[language])]] : [];
    }),
  );
  const head = language === "zh" ? ["列", "必填", "怎么填", "说明"] : ["Column", "Required", "How", "Note"];
  return xlsxOf([
    {
      name: register.title[language].slice(0, 31),
      header: headers(targets, language),
      rows: [],
      mark: targets.flatMap(({ required }, index) => (required ? [index] : [])),
      choices,
    },
    {
      name: language === "zh" ? "填表说明" : "How to fill in",
      header: head,
      widths: [24, 8, 56, 48],
      rows: targets.map((target) => [
        target.title[language],
        target.required ? (language === "zh" ? "是" : "yes") : "",
        howTo(target)[language],
        target.field?.help?.[language] ?? "",
      ]),
    },
  ]);
}

function howTo({ name, field }: Target): Title {
  if (name === "region") return { zh: "6 位区划代码，或旗县全称", en: "Six-digit code, or the full name" };
  if (!field) return { zh: "", en: "" };
  if (name.endsWith(".code")) return { zh: "唯一代码；填了以它为准", en: "Its unique code, which decides" };
  switch (field.type) {
    case "number":
    case "integer":
      return {
        zh: `数字${field.unit ? `，单位 ${field.unit}` : ""}`,
        en: `Number${field.unit ? ` in ${field.unit}` : ""}`,
      };
    case "date":
      return { zh: "日期，如 2026-01-31", en: "Date, e.g. 2026-01-31" };
    case "datetime":
      return { zh: "日期时间，如 2026-01-31 08:30", en: "Date with time, e.g. 2026-01-31 08:30" };
    case "boolean":
      return { zh: "是 / 否", en: "yes / no" };
    case "choice":
      return {
        zh: (field.choices ?? []).map(({ title }) => title.zh).join(" / "),
        en: (field.choices ?? []).map(({ title }) => title.en).join(" / "),
      };
    case "point":
      return { zh: "十进制度，如 111.5432；导入时说明坐标系", en: "Decimal degrees; the datum is asked at import" };
    case "area":
      return { zh: "WKT 面，或改用 GeoJSON、Shapefile 导入", en: "WKT polygon, or import GeoJSON or a shapefile" };
    case "ref":
      return { zh: "名称，同名时请写代码", en: "Its name; its code where names repeat" };
    case "texts":
      return { zh: "多项之间用分号隔开", en: "Several with semicolons between" };
    default:
      return { zh: `文字${field.maxLength ? `，不超过 ${field.maxLength} 字` : ""}`, en: "Text" };
  }
}
