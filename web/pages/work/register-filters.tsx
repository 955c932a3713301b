import { Button, DatePicker, InputNumber, Popover, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Chip } from "#kernel/view/list-page.view.tsx";
import type { Filters } from "../../filters.ts";
import type { Register, RegisterField } from "./answers.ts";
import { RefPicker } from "./ref-picker.tsx";
import { RegionPicker } from "./region-picker.tsx";
import { SearchInput } from "./search-input.tsx";

type FilterProps = Readonly<{ register: Register; filters: Filters; setFilters: (change: Filters) => void }>;

/** The words of the first small choice stand as chips; larger ones are inputs of the bar. */
const chipField = (register: Register): RegisterField | undefined =>
  register.fields.find((field) => field.type === "choice" && (field.choices?.length ?? 0) <= 6);

/** What a list is asked for: the part of the address that the platform understands. */
export function askedOf(filters: Filters): Filters {
  return Object.fromEntries(
    Object.entries(filters).filter(
      ([name]) => /^(filter|min|max)\./.test(name) || ["q", "retired", "asOf", "knownAt"].includes(name),
    ),
  );
}

export function chipsOf(register: Register, filters: Filters, setFilters: FilterProps["setFilters"]): Chip[] {
  const field = chipField(register);
  const name = `filter.${field?.name}`;
  const chips = (field?.choices ?? []).map((choice) => ({
    id: choice.value,
    title: t(choice.title),
    active: filters[name] === choice.value,
    onToggle: () => setFilters({ [name]: filters[name] === choice.value ? undefined : choice.value }),
  }));
  const retired = filters.retired === "true";
  return [
    ...chips,
    {
      id: "retired",
      title: t("含已停用", "Retired too"),
      active: retired,
      onToggle: () => setFilters({ retired: retired ? undefined : "true" }),
    },
  ];
}

/** The inputs of the bar, drawn from the declaration; what is asked less often waits behind one word. */
export function RegisterFilters({ register, filters, setFilters }: FilterProps) {
  const chip = chipField(register);
  const choices = register.fields.filter(
    (field) => (field.type === "choice" || field.type === "boolean") && field !== chip && field.list,
  );
  const refs = register.fields.filter((field) => field.type === "ref" && field.list).slice(0, 3);
  return (
    <>
      <SearchInput
        value={filters.q}
        onChange={(q) => setFilters({ q })}
        placeholder={t("名称、编号", "Name, number")}
      />
      {register.placed && (
        <RegionPicker
          size="small"
          width={168}
          value={filters["filter.region"]}
          onChange={(code) => setFilters({ "filter.region": code })}
        />
      )}
      {choices.map((field) => (
        <Select
          key={field.name}
          size="small"
          allowClear
          popupMatchSelectWidth={false}
          style={{ minWidth: 104 }}
          placeholder={t(field.title)}
          value={filters[`filter.${field.name}`]}
          onChange={(value?: string) => setFilters({ [`filter.${field.name}`]: value })}
          options={optionsOf(field)}
        />
      ))}
      {refs.map((field) => (
        <RefFilter key={field.name} field={field} filters={filters} setFilters={setFilters} />
      ))}
      {register.dated && (
        <DatePicker
          size="small"
          style={{ width: 136 }}
          placeholder={t("某日有效", "Holding on")}
          value={filters.asOf ? dayjs(filters.asOf) : null}
          onChange={(day) => setFilters({ asOf: day?.format("YYYY-MM-DD") })}
        />
      )}
      <MoreFilters register={register} filters={filters} setFilters={setFilters} />
    </>
  );
}

function optionsOf(field: RegisterField): { value: string; label: string }[] {
  if (field.type === "boolean")
    return [
      { value: "true", label: t(`${field.title.zh}：是`, `${field.title.en}: yes`) },
      { value: "false", label: t(`${field.title.zh}：否`, `${field.title.en}: no`) },
    ];
  return (field.choices ?? []).map((choice) => ({ value: choice.value, label: t(choice.title) }));
}

function RefFilter({ field, filters, setFilters }: Readonly<{ field: RegisterField }> & Omit<FilterProps, "register">) {
  const [name, setName] = useState("");
  const chosen = filters[`filter.${field.name}`];
  return (
    <RefPicker
      register={field.ref ?? ""}
      size="small"
      width={180}
      placeholder={t(field.title)}
      value={chosen ? { id: chosen, name: name || t(`已选${field.title.zh}`, `${field.title.en} chosen`) } : undefined}
      onChange={(value) => {
        setName(value?.name ?? "");
        setFilters({ [`filter.${field.name}`]: value?.id });
      }}
    />
  );
}

const ranged = (field: RegisterField): boolean =>
  ["number", "integer", "date", "datetime", "area"].includes(field.type);

/** From and to of every number, date and area, and the state of the records at a former time. */
function MoreFilters({ register, filters, setFilters }: FilterProps) {
  const fields = register.fields.filter(ranged);
  const used = Object.keys(filters).filter((name) => /^(min|max)\./.test(name) || name === "knownAt").length;
  const content = (
    <div className="work-ranges">
      {fields.map((field) => (
        <div key={field.name}>
          <span>{titleOf(field)}</span>
          {(["min", "max"] as const).map((end) => (
            <RangeEnd
              key={end}
              field={field}
              end={end}
              value={filters[`${end}.${field.name}`]}
              onChange={(value) => setFilters({ [`${end}.${field.name}`]: value })}
            />
          ))}
        </div>
      ))}
      <div>
        <span>{t("按当时的记录", "As recorded at")}</span>
        <DatePicker
          size="small"
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          placeholder={t("现在", "Now")}
          value={filters.knownAt ? dayjs(timeText(filters.knownAt)) : null}
          onChange={(at) => setFilters({ knownAt: at ? `${at.format("YYYY-MM-DDTHH:mm")}:00+08:00` : undefined })}
        />
      </div>
    </div>
  );
  return (
    <Popover content={content} trigger="click" placement="bottomLeft" title={t("更多筛选", "More filters")}>
      <Button size="small">
        {t("更多筛选", "More")}
        {used > 0 && <span className="quiet">{used}</span>}
      </Button>
    </Popover>
  );
}

const titleOf = (field: RegisterField): string => {
  const unit = field.type === "area" ? t("公顷", "ha") : field.unit;
  return unit ? `${t(field.title)} (${unit})` : t(field.title);
};

type RangeEndProps = Readonly<{
  field: RegisterField;
  end: "min" | "max";
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}>;

function RangeEnd({ field, end, value, onChange }: RangeEndProps) {
  const word = end === "min" ? t("从", "From") : t("至", "To");
  const label = `${titleOf(field)} ${word}`;
  if (field.type === "date" || field.type === "datetime") {
    const exact = field.type === "datetime";
    // a day that ends a range of times ends with it
    const text = (day: dayjs.Dayjs) =>
      exact ? `${day.format("YYYY-MM-DD")}T${end === "min" ? "00:00:00" : "23:59:59"}+08:00` : day.format("YYYY-MM-DD");
    return (
      <DatePicker
        size="small"
        placeholder={word}
        aria-label={label}
        value={value ? dayjs(value.slice(0, 10)) : null}
        onChange={(day) => onChange(day ? text(day) : undefined)}
      />
    );
  }
  return (
    <InputNumber
      size="small"
      placeholder={word}
      aria-label={label}
      value={value === undefined ? null : Number(value)}
      onChange={(number) => onChange(number === null ? undefined : String(number))}
    />
  );
}
