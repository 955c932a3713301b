import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Select } from "antd";
import type { z } from "zod";
import type { importsReply } from "#kernel/import/contract.ts";
import type { Column } from "#kernel/view/column.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { useRegisters } from "../work/ref-picker.tsx";
import { stateText } from "./words.ts";
import "./import.css";

type Item = z.infer<typeof importsReply>["items"][number];

/** Every import that the reader or the reader's organ has made, newest first. */
export function ImportsPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const registers = useRegisters();
  const { data, error, retry } = usePages<Item>("/imports", { register: filters.register }, 50);
  const titleOf = (id: string): string => {
    const register = registers.list.find((one) => one.id === id);
    return register ? t(register.title) : id;
  };
  return (
    <ListPage<Item>
      id="imports"
      head={{
        title: t("导入记录", "Imports"),
        sentence: t(
          "本人和本单位的导入；写入之后可以整次撤销。",
          "Yours and your organ's; what was written can be undone whole.",
        ),
        action: (
          <Link to="/imports/new" search={(filters.register ? { register: filters.register } : {}) as never}>
            <Button type="primary">{t("导入文件", "Import a file")}</Button>
          </Link>
        ),
      }}
      columns={columnsOf(titleOf)}
      data={data}
      error={error}
      onRetry={retry}
      rowKey={(item) => item.id}
      onOpen={(item) => void navigate({ to: "/imports/$id", params: { id: item.id } })}
      filters={
        <Select
          size="small"
          allowClear
          style={{ minWidth: 140 }}
          placeholder={t("台账", "Register")}
          value={filters.register}
          onChange={(register?: string) => setFilters({ register })}
          options={registers.list
            .filter(({ canWrite }) => canWrite)
            .map(({ id, title }) => ({ value: id, label: t(title) }))}
        />
      }
      onClear={filters.register ? () => setFilters({ register: undefined }) : undefined}
      exportName={t("导入记录", "imports")}
      empty={
        <Empty title={t("还没有导入过文件", "Nothing was imported yet")}>
          {t("从任一台账的“导入”开始，或点右上角“导入文件”。", "Begin from any register's Import.")}
        </Empty>
      }
    />
  );
}

const columnsOf = (titleOf: (id: string) => string): Column<Item>[] => [
  { id: "file", title: t("文件", "File"), value: (item) => item.file.name, width: 260 },
  { id: "state", title: t("状态", "State"), value: stateText, width: 240 },
  { id: "register", title: t("台账", "Register"), value: (item) => titleOf(item.register), width: 120 },
  { id: "by", title: t("导入人", "By"), value: (item) => item.by.name, width: 140 },
  { id: "at", title: t("时间", "Time"), value: (item) => timeText(item.committedAt ?? item.createdAt), width: 150 },
  { id: "bad", title: t("不合格", "Bad"), value: (item) => item.counts?.bad ?? null, width: 90, align: "right" },
];
