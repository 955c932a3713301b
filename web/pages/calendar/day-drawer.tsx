import { Form, Input, Radio } from "antd";
import { t } from "#kernel/view/language.view.tsx";
import { FormDrawer } from "../work/form-drawer.tsx";
import type { Edits, GridDay } from "./year.ts";

type DayForm = { working: boolean; name?: string };

/** What one day is. Nothing is sent: the change waits with the others until what they move was seen. */
export function DayDrawer({
  day,
  onDone,
  onClose,
}: Readonly<{ day: GridDay; onDone: (edit: Edits[string]) => void; onClose: () => void }>) {
  return (
    <FormDrawer<DayForm>
      title={day.date}
      intro={
        day.source ? t(`现依据：${day.source}`, `Stands on: ${day.source}`) : t("现按星期推算。", "Follows the week.")
      }
      submit={t("确定", "OK")}
      titles={{ working: t("这一天", "This day"), name: t("名称", "Name") }}
      initial={{ working: day.working, ...(day.name ? { name: day.name } : {}) }}
      onSubmit={async ({ working, name }) => onDone({ working, ...(name ? { name } : {}) })}
      onClose={onClose}
    >
      <Form.Item name="working" label={t("这一天", "This day")} required>
        <Radio.Group
          options={[
            { value: true, label: t("上班", "worked") },
            { value: false, label: t("休息", "off") },
          ]}
        />
      </Form.Item>
      <Form.Item name="name" label={t("名称", "Name")} required={false}>
        <Input maxLength={60} placeholder={t("如：国庆节、那达慕放假", "e.g. National Day")} />
      </Form.Item>
    </FormDrawer>
  );
}
