import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";
import { clockText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Chip, ListPage } from "#kernel/view/list-page.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import type { Register, RegisterField, Row } from "./answers.ts";
import { registerColumns, useFactorNames } from "./field-value.tsx";
import { RefPicker, useRegisters, useSettled } from "./ref-picker.tsx";
import { RegionPicker } from "./region-picker.tsx";
import "./work.css";

/** The list of one register, drawn from its declaration. */
export function RegisterPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const registers = useRegisters();
  const register = registers.list.find((one) => one.id === id);
  if (register) return <RegisterList key={register.id} register={register} />;
  return (
    <div className="page">
      {registers.error ? <ProblemNote error={registers.error} onRetry={registers.retry} /> : null}
      {registers.loading && <BlockSkeleton height={320} />}
      {!registers.loading && !registers.error && <NoRegister />}
    </div>
  );
}

export function NoRegister() {
  return (
    <>
      <PageHead title={t("没有这份台账", "There is no such list")} />
      <Empty title={t("地址抄写有误，或您的角色不查阅它。", "The address is wrong, or your role does not read it.")} />
    </>
  );
}

function RegisterList({ register }: Readonly<{ register: Register }>) {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const { sort, ...asked } = filters;
  const { data, error, retry, updatedAt } = usePages<Row>(`/${register.path}`, { ...asked, sort });
  const filtering = Object.keys(asked).length > 0;
  const title = t(register.title);
  const sentence = data.loading
    ? undefined
    : t(
        `${data.more ? `已载入 ${data.rows.length} 条，向下滚动继续` : `共 ${data.rows.length} 条`}${filtering ? "符合筛选" : ""}，${clockText(updatedAt)} 更新`,
        `${data.rows.length}${data.more ? " loaded, scroll for more" : " in all"}, as of ${clockText(updatedAt)}`,
      );
  return (
    <ListPage<Row>
      id={register.id}
      head={{
        title,
        sentence,
        action: register.canWrite && (
          <Link to="/registers/$id/new" params={{ id: register.id }}>
            <Button type="primary">{t(`新增${register.noun.zh}`, `Add ${register.noun.en}`)}</Button>
          </Link>
        ),
      }}
      columns={registerColumns(register, useFactorNames(register))}
      data={data}
      error={error}
      onRetry={retry}
      rowKey={(row) => row.id}
      onOpen={(row) => void navigate({ to: "/registers/$id/$row", params: { id: register.id, row: row.id } })}
      chips={chipsOf(register, filters, setFilters)}
      filters={<RegisterFilters register={register} filters={filters} setFilters={setFilters} />}
      onClear={
        filtering
          ? () => setFilters(Object.fromEntries(Object.keys(asked).map((name) => [name, undefined])))
          : undefined
      }
      sort={sort}
      onSort={(next) => setFilters({ sort: next })}
      exportName={title}
      empty={
        <Empty
          title={
            filtering
              ? t("没有符合筛选的记录", "Nothing matches the filters")
              : t(`还没有${register.noun.zh}`, `No ${register.noun.en} yet`)
          }
        >
          {filtering ? t("放宽或清除筛选再看。", "Widen or clear the filters.") : undefined}
        </Empty>
      }
    />
  );
}

type FilterProps = Readonly<{ register: Register; filters: Filters; setFilters: (change: Filters) => void }>;

/** The words of the first small choice stand as chips; larger ones are inputs of the bar. */
const chipField = (register: Register): RegisterField | undefined =>
  register.fields.find((field) => field.type === "choice" && (field.choices?.length ?? 0) <= 6);

function chipsOf(register: Register, filters: Filters, setFilters: FilterProps["setFilters"]): Chip[] {
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

function RegisterFilters({ register, filters, setFilters }: FilterProps) {
  const chip = chipField(register);
  const choices = register.fields.filter(
    (field) => (field.type === "choice" || field.type === "boolean") && field !== chip && field.list,
  );
  const refs = register.fields.filter((field) => field.type === "ref" && field.list).slice(0, 1);
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

type SearchInputProps = Readonly<{
  value: string | undefined;
  onChange: (text: string | undefined) => void;
  placeholder: string;
  width?: number;
}>;

/** A search that follows the typing, and the address. */
export function SearchInput({ value, onChange, placeholder, width = 200 }: SearchInputProps) {
  const [text, setText] = useState(value ?? "");
  const [settled, setSettled] = useSettled(value ?? "", 300);
  const now = value ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed goes out; a change of the address comes in below
  useEffect(() => {
    if (settled !== now) onChange(settled || undefined);
  }, [settled]);
  useEffect(() => {
    setText((typed) => (typed.trim() === now ? typed : now));
    setSettled(now);
  }, [now, setSettled]);
  return (
    <Input
      size="small"
      allowClear
      style={{ width }}
      value={text}
      maxLength={60}
      placeholder={placeholder}
      aria-label={placeholder}
      onChange={(event) => {
        setText(event.target.value);
        setSettled(event.target.value);
      }}
    />
  );
}
