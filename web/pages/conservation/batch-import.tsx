import { useNavigate } from "@tanstack/react-router";
import { Button, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import type { BatchReply } from "#domains/conservation/ministry-contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, sendBytes, usePerson, useSend } from "../../api.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import { RegionPicker } from "../work/region-picker.tsx";
import { guessMapping, type Mapping, mappingTitles } from "./batch-mapping.ts";

type Table = Readonly<{ columns: readonly string[]; rows: readonly (readonly string[])[] }>;
type Asked = Readonly<{ region: string; number: string; issuedOn: string; dueOn?: string; mapping: Mapping }>;

/** Takes the ministry's table as it came: a file, then which column is what; the rest of its columns come back in the answer. */
export function BatchImport() {
  const [table, setTable] = useState<Table>();
  const [form] = Form.useForm<Asked>();
  const navigate = useNavigate();
  const key = useOnceKey();
  const home = usePerson().regions[0]?.code;
  const read = useSend<File, Table>((file) => readTable(file), {
    onDone: (found) => {
      setTable(found);
      form.setFieldsValue({ mapping: guessMapping(found.columns), region: home });
    },
  });
  const save = useSend<Asked, BatchReply>(
    (asked) => {
      const body = { ...asked, dueOn: asked.dueOn || undefined, mapping: given(asked.mapping), ...table };
      return send("POST", "/conservation/batches", body, { idempotencyKey: key(body) });
    },
    {
      stale: ["/conservation/batches", "/clues", "/cases", "/conservation/overview"],
      onDone: (batch) => void navigate({ to: "/conservation/batches/$id", params: { id: batch.id } }),
    },
  );
  const needed = (message: string) => [{ required: true, message }];
  return (
    <>
      <label className="file-button">
        <input
          type="file"
          accept=".xlsx,.csv,.txt"
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = "";
            if (file) read.mutate(file);
          }}
        />
        <span className="ant-btn ant-btn-primary">{t("导入下发线索表", "Import the ministry's table")}</span>
      </label>
      {read.error && <ProblemNote error={read.error} />}
      <Drawer
        open={table !== undefined}
        onClose={() => setTable(undefined)}
        size={520}
        title={t("导入下发线索表", "Import the ministry's table")}
        footer={
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t(`导入 ${table?.rows.length ?? 0} 条`, `Import ${table?.rows.length ?? 0} rows`)}
          </Button>
        }
      >
        <Form<Asked> form={form} layout="vertical" onFinish={(asked) => save.mutate(asked)} requiredMark="optional">
          <Form.Item
            name="number"
            label={t("批次号", "Batch number")}
            rules={needed(t("请填写批次号", "Give the batch number"))}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="region" label={t("范围", "Region")} rules={needed(t("请选择范围", "Choose a region"))}>
            <RegionPicker />
          </Form.Item>
          <Form.Item
            name="issuedOn"
            label={t("下发日期", "Issued on")}
            rules={needed(t("请填写下发日期", "Give the date"))}
          >
            <Input type="date" />
          </Form.Item>
          <Form.Item name="dueOn" label={t("要求答复日期", "Answer due on")}>
            <Input type="date" />
          </Form.Item>
          {Object.entries(mappingTitles).map(([name, title]) => (
            <Form.Item
              key={name}
              name={["mapping", name]}
              label={t(`“${title.zh}”在哪一列`, `Column of ${title.en}`)}
              rules={name === "number" ? needed(t("请指明编号列", "Name the column of the number")) : undefined}
            >
              <Select
                allowClear
                options={table?.columns.map((column) => ({ value: column, label: column }))}
                placeholder={t("表中没有", "not in the table")}
              />
            </Form.Item>
          ))}
        </Form>
        {table && (
          <p className="quiet small">
            {t(`首行：${table.rows[0]?.join("，") ?? "无"}`, `First row: ${table.rows[0]?.join(", ") ?? "none"}`)}
          </p>
        )}
        {save.error && <ProblemNote error={save.error} />}
      </Drawer>
    </>
  );
}

const readTable = async (file: File): Promise<Table> =>
  sendBytes(`/conservation/batch-table?name=${encodeURIComponent(file.name)}`, await file.arrayBuffer());

const given = (mapping: Mapping): Partial<Mapping> =>
  Object.fromEntries(Object.entries(mapping).filter(([, column]) => column)) as Partial<Mapping>;
