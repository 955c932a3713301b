import { Link } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { usePhone } from "#kernel/view/card-list.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { withParams } from "../../api.ts";
import type { Filters } from "../../filters.ts";
import type { Register } from "../work/answers.ts";
import { useForms } from "./forms.ts";

const formats = [
  { key: "xlsx", label: "XLSX" },
  { key: "csv", label: "CSV" },
  { key: "geojson", label: "GeoJSON" },
] as const;

/** The ways of a register's rows in and out: import, export of what the list shows, the empty template. */
export function RegisterTransfer({ register, asked }: Readonly<{ register: Register; asked: Filters }>) {
  const base = `/api/v1/${register.path}`;
  const placed = register.fields.some(({ type }) => type === "point" || type === "area");
  const offered = formats.filter(({ key }) => key !== "geojson" || placed);
  const phone = usePhone();
  const forms = useForms(register.id);
  const toImport = (
    <Link to="/imports/new" search={{ register: register.id } as never}>
      {phone ? t("导入文件", "Import a file") : <Button>{t("导入", "Import")}</Button>}
    </Link>
  );
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            ...offered.map(({ key, label }) => ({
              key,
              label: (
                <a href={withParams(`${base}/export`, { ...asked, format: key })} download>
                  {t(`全部符合筛选的记录（${label}）`, `All that match (${label})`)}
                </a>
              ),
            })),
            ...forms.map((form) => ({
              key: form.id,
              label: (
                <a href={withParams(`${base}/form/${form.id}`, asked)} download>
                  {t(`官方表式：${form.title}（${form.edition}）`, `Form: ${form.title} (${form.edition})`)}
                </a>
              ),
            })),
            { type: "divider" as const },
            ...(phone && register.canWrite ? [{ key: "import", label: toImport }] : []),
            {
              key: "template",
              label: (
                <a href={`${base}/template.xlsx`} download>
                  {t("空白导入模板", "Empty template")}
                </a>
              ),
            },
          ],
        }}
      >
        <Button>{phone ? t("导入导出", "In and out") : t("导出全部", "Export all")}</Button>
      </Dropdown>
      {register.canWrite && !phone && toImport}
    </>
  );
}
