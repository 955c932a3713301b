import { Form, Select } from "antd";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import type { Named } from "../../contract.ts";
import type { ActField, RegisterField } from "./answers.ts";
import { FilesInput } from "./case-files-input.tsx";
import { FieldItem } from "./field-input.tsx";
import { mustChoose } from "./form-drawer.tsx";
import { OrganPicker } from "./ref-picker.tsx";

/** One field of an act: organs and people are chosen by name, everything else is filled in as in a register. */
export function ActItem({ field, caseId }: Readonly<{ field: ActField; caseId: string }>) {
  const { type } = field;
  if (type !== "organ" && type !== "person" && type !== "files")
    return <FieldItem field={asRegisterField(field, type)} />;
  const title = t(field.title);
  return (
    <Form.Item
      name={field.name}
      label={title}
      extra={field.help && t(field.help)}
      required={field.required}
      rules={field.required ? [mustChoose(title)] : []}
    >
      {type === "organ" ? <OrganPicker /> : type === "person" ? <PersonPicker caseId={caseId} /> : <FilesInput />}
    </Form.Item>
  );
}

function asRegisterField(
  field: ActField,
  type: Exclude<ActField["type"], "organ" | "person" | "files">,
): RegisterField {
  const { name, title, required, choices, help, unit, min, max } = field;
  return {
    name,
    title,
    required,
    choices,
    help,
    unit,
    min,
    max,
    type,
    ...(type === "longtext" ? { maxLength: 5000 } : {}),
  };
}

type PickerProps = Readonly<{
  id?: string;
  caseId: string;
  value?: Named;
  onChange?: (value: Named | undefined) => void;
}>;

/** Somebody of the organ that handles the case. */
function PersonPicker({ id, caseId, value, onChange }: PickerProps) {
  const answer = useGet<Readonly<{ items: readonly Named[] }>>(`/cases/${caseId}/people`);
  const people = answer.data?.items ?? [];
  return (
    <Select
      id={id}
      showSearch={{ optionFilterProp: "label" }}
      loading={answer.isPending}
      value={value?.id}
      placeholder={t("选择承办单位的人员", "Choose somebody of the handling organ")}
      notFoundContent={
        answer.isPending ? t("正在查找…", "Searching…") : t("承办单位没有可选人员。", "Nobody works there now.")
      }
      options={people.map((person) => ({ value: person.id, label: person.name }))}
      onChange={(chosen: string) => onChange?.(people.find((person) => person.id === chosen))}
    />
  );
}

/** What is sent of a form: organs and people by id, nothing for what stayed empty. */
export function toCommand(
  fields: readonly ActField[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const command: Record<string, unknown> = {};
  for (const { name, type } of fields) {
    const value = values[name];
    if (value === undefined || value === null || value === "") continue;
    command[name] = type === "organ" || type === "person" ? (value as Named).id : value;
  }
  return command;
}
