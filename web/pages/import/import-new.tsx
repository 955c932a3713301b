import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Progress, Select, Upload } from "antd";
import { useState } from "react";
import { uuidv7 } from "#kernel/id.ts";
import type { ImportReply } from "#kernel/import/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { uploadFile } from "../evidence/upload.ts";
import { useRegisters } from "../work/ref-picker.tsx";
import { useForms } from "./forms.ts";
import { ImportSteps } from "./steps.tsx";
import "./import.css";

/** The first step: which register, which file. What was wrong with one file goes when another is chosen. */
export function ImportNewPage() {
  const [filters, setFilters] = useFilters();
  const registers = useRegisters();
  const navigate = useNavigate();
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const writable = registers.list.filter(({ canWrite }) => canWrite);
  const register = writable.find(({ id }) => id === filters.register);
  const forms = useForms(register?.id);
  const form = forms.find(({ id }) => id === filters.form);

  const bring = async (file: File): Promise<void> => {
    if (!register) return;
    setProblem(null);
    setShare(0);
    try {
      const hash = await uploadFile(file, {
        onProgress: ({ stage, done, of }) => stage === "sending" && setShare(done / of),
      });
      const body = {
        register: register.id,
        file: hash,
        name: file.name.slice(-200),
        ...(form ? { form: form.id } : {}),
      };
      const opened = await send<ImportReply>("POST", "/imports", body, { idempotencyKey: uuidv7() });
      await navigate({ to: "/imports/$id", params: { id: opened.id } });
    } catch (error) {
      setProblem(error);
    } finally {
      setShare(null);
    }
  };

  return (
    <div className="page import-page">
      <PageHead
        title={register ? t(`导入${register.title.zh}`, `Import ${register.title.en}`) : t("导入", "Import")}
        sentence={t(
          "先检查再写入：确认之前，台账里什么都不会变。",
          "Checked before it is written: nothing changes until you confirm.",
        )}
        back={<Link to="/imports">← {t("导入记录", "Imports")}</Link>}
      />
      <ImportSteps at={0} />
      {problem !== null && <ProblemNote error={problem} fieldTitle={() => ""} />}
      <Section>
        <div className="import-choose">
          <div className="import-choice">
            <label htmlFor="import-register">{t("导入到", "Into")}</label>
            <Select
              id="import-register"
              value={register?.id}
              placeholder={t("选择台账", "Choose a register")}
              onChange={(id: string) => setFilters({ register: id, form: undefined })}
              options={writable.map(({ id, title }) => ({ value: id, label: t(title) }))}
              loading={registers.loading}
              style={{ minWidth: 220 }}
            />
            {forms.length > 0 && (
              <Select
                allowClear
                aria-label={t("官方表式", "Official form")}
                value={form?.id}
                placeholder={t("普通表格（不是官方表式）", "A plain table, no official form")}
                onChange={(id?: string) => setFilters({ form: id })}
                options={forms.map(({ id, title, edition }) => ({ value: id, label: `${title}（${edition}）` }))}
                style={{ minWidth: 240 }}
              />
            )}
            {register && (
              <a href={`/api/v1/${register.path}/template.xlsx`} download>
                {t("下载空白模板", "Download the template")}
              </a>
            )}
          </div>
          <Upload.Dragger
            accept=".csv,.txt,.xlsx,.geojson,.json,.zip"
            showUploadList={false}
            disabled={!register || share !== null}
            beforeUpload={(file) => {
              void bring(file);
              return false;
            }}
          >
            <p className="import-drop">{t("点击选择文件，或把文件拖到这里", "Choose a file, or drop it here")}</p>
            <p className="import-quiet">
              {t(
                "CSV、XLSX、GeoJSON、Shapefile（.shp、.dbf、.prj 打成一个 zip）。中文编码自动识别。",
                "CSV, XLSX, GeoJSON, shapefile (.shp, .dbf and .prj in one zip). Chinese encodings are recognised.",
              )}
            </p>
            {!register && <p className="import-quiet">{t("请先选择台账。", "Choose a register first.")}</p>}
          </Upload.Dragger>
          {share !== null && (
            <div role="status">
              <Progress percent={Math.round(share * 100)} status="active" />
              <span className="import-quiet">
                {share < 1 ? t("正在上传…", "Uploading…") : t("正在读取表头…", "Reading the header…")}
              </span>
            </div>
          )}
          <Link to="/imports">
            <Button>{t("取消", "Cancel")}</Button>
          </Link>
        </div>
      </Section>
    </div>
  );
}
