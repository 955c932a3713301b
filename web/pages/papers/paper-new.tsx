import { useNavigate } from "@tanstack/react-router";
import { Form, Input, Select } from "antd";
import { t } from "#kernel/view/language.view.tsx";
import { send, useGet, useSend } from "../../api.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import type { List, PaperDetail, PaperKind } from "./answers.ts";

type Values = Readonly<{ kind: string; title: string }>;

/** A new paper begins with its kind and title; the words are written on its own page. */
export function PaperNew({ onClose }: Readonly<{ onClose: () => void }>) {
  const kinds = useGet<List<PaperKind>>("/paper-kinds", {}, { staleMs: 600_000 });
  const navigate = useNavigate();
  const key = useOnceKey();
  const create = useSend(
    (values: Values) => send<PaperDetail>("POST", "/papers", values, { idempotencyKey: key(values) }),
    {
      stale: ["/papers"],
      onDone: ({ id }) => void navigate({ to: "/papers/$id", params: { id }, search: { edit: "1" } as never }),
    },
  );
  return (
    <FormDrawer<Values>
      title={t("拟稿", "Draft a paper")}
      intro={t(
        "文号在签发后由系统编给，此处不填。办件中的文书请在办件页生成，案情会自动带入。",
        "The number is given by the platform once the paper is issued. Papers of a case are drawn up on the page of the case.",
      )}
      submit={t("开始拟稿", "Begin")}
      titles={{ kind: t("文种", "Kind"), title: t("标题", "Title") }}
      onSubmit={(values) => create.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("文种", "Kind")} rules={[mustChoose(t("文种", "Kind"))]}>
        <Select
          options={(kinds.data?.items ?? [])
            .filter(({ fromCase }) => !fromCase)
            .map((kind) => ({ value: kind.id, label: t(kind.title) }))}
        />
      </Form.Item>
      <Form.Item name="title" label={t("标题", "Title")} rules={[mustFill(t("标题", "Title"))]}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} placeholder={t("关于……的函", "")} />
      </Form.Item>
    </FormDrawer>
  );
}
