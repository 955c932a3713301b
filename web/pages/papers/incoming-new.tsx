import { useNavigate } from "@tanstack/react-router";
import { DatePicker, Form, Input, Progress, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { urgencies } from "#kernel/paper/content.ts";
import { t } from "#kernel/view/language.view.tsx";
import { send, useSend } from "../../api.ts";
import { type UploadProgress, uploadFile } from "../evidence/upload.ts";
import { FormDrawer, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import type { IncomingDetail } from "./answers.ts";

type Values = Readonly<{
  title: string;
  sourceName: string;
  sourceNumber?: string;
  sourceDate?: Dayjs;
  urgency: string;
  dueOn?: Dayjs;
}>;

/** 收文登记: the scan is hashed and sent in pieces first, so that a broken line costs nothing that was sent. */
export function IncomingNew({ onClose }: Readonly<{ onClose: () => void }>) {
  const [file, setFile] = useState<File>();
  const [progress, setProgress] = useState<UploadProgress>();
  const navigate = useNavigate();
  const key = useOnceKey();
  const create = useSend(
    async ({ sourceDate, dueOn, ...values }: Values) => {
      const scan = file && { hash: await uploadFile(file, { onProgress: setProgress }), name: file.name };
      const body = {
        ...values,
        sourceDate: sourceDate?.format("YYYY-MM-DD"),
        dueOn: dueOn?.format("YYYY-MM-DD"),
        scan,
      };
      return send<IncomingDetail>("POST", "/incoming-papers", body, { idempotencyKey: key(body) });
    },
    {
      stale: ["/incoming-papers", "/inbox"],
      onDone: ({ id }) => void navigate({ to: "/papers/incoming/$id", params: { id } }),
    },
  );
  const titles = {
    title: t("标题", "Title"),
    sourceName: t("来文单位", "From"),
    sourceNumber: t("来文字号", "Its number"),
    sourceDate: t("成文日期", "Dated"),
    urgency: t("紧急程度", "Urgency"),
    dueOn: t("要求办结日期", "Wanted by"),
  };
  return (
    <FormDrawer<Values>
      title={t("收文登记", "Register an incoming paper")}
      intro={t(
        "收文编号由系统按本单位、本年度连续编给。涉密文件不得登记、不得上传。",
        "The receipt number is given without gaps. Classified papers may not be registered or uploaded here.",
      )}
      submit={t("登记", "Register")}
      titles={titles}
      initial={{ urgency: "none" }}
      onSubmit={(values) => create.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="title" label={titles.title} rules={[mustFill(titles.title)]}>
        <Input.TextArea autoSize maxLength={200} />
      </Form.Item>
      <Form.Item name="sourceName" label={titles.sourceName} rules={[mustFill(titles.sourceName)]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="sourceNumber" label={titles.sourceNumber}>
        <Input maxLength={80} placeholder="内环办〔2026〕8号" />
      </Form.Item>
      <Form.Item name="sourceDate" label={titles.sourceDate}>
        <DatePicker style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="urgency" label={titles.urgency}>
        <Select options={Object.entries(urgencies).map(([value, title]) => ({ value, label: t(title) }))} />
      </Form.Item>
      <Form.Item name="dueOn" label={titles.dueOn}>
        <DatePicker style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item label={t("扫描件（PDF 或图片）", "Scan (PDF or picture)")}>
        <input
          type="file"
          aria-label={t("扫描件", "Scan")}
          accept="application/pdf,image/png,image/jpeg,image/webp"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
        {progress && create.isPending && (
          <Progress size="small" percent={Math.floor((100 * progress.done) / Math.max(1, progress.of))} />
        )}
      </Form.Item>
    </FormDrawer>
  );
}
