import { Select } from "antd";
import { useEffect, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import type { Named, Page } from "../../contract.ts";
import type { Organ, Register, Row } from "./answers.ts";

/** Every register that the reader may open, by id. */
export function useRegisters(): Readonly<{
  list: readonly Register[];
  loading: boolean;
  error: unknown;
  retry: () => void;
}> {
  const answer = useGet<Readonly<{ items: readonly Register[] }>>("/registers", {}, { staleMs: 10 * 60_000 });
  return {
    list: answer.data?.items ?? [],
    loading: answer.isPending,
    error: answer.error,
    retry: () => void answer.refetch(),
  };
}

type PickerProps = Readonly<{
  id?: string;
  value?: Named;
  onChange?: (value: Named | undefined) => void;
  placeholder?: string;
  size?: "small" | "middle";
  width?: number | string;
}>;

/** A row of another register, looked up by a part of its name or number. */
export function RefPicker(
  props: PickerProps &
    Readonly<{ register: string; onPick?: (row: Row) => void; filter?: Readonly<Record<string, string>> }>,
) {
  const target = useRegisters().list.find((one) => one.id === props.register);
  const [typed, setTyped] = useSettled("");
  const [open, setOpen] = useState(false);
  const answer = useGet<Page<Row>>(
    open && target ? `/${target.path}` : null,
    { q: typed, limit: 20, ...props.filter },
    { keep: true },
  );
  const rows = answer.data?.items ?? [];
  return (
    <Lookup
      {...props}
      loading={answer.isFetching}
      onTyped={setTyped}
      onOpen={setOpen}
      options={rows.map((row) => ({
        id: row.id,
        name: nameOf(row, target),
        detail: detailOf(row),
      }))}
      onChosen={(id) => {
        const row = rows.find((one) => one.id === id);
        if (row) props.onPick?.(row);
      }}
    />
  );
}

/** Outfalls are called alike everywhere: the owner belongs to the name of what is owned. */
function nameOf(row: Row, register: Register | undefined): string {
  const owner = row.enterprise as Named | null | undefined;
  const name = String(row[register?.label ?? "name"] ?? row.id);
  return owner && !name.includes(owner.name) ? `${name} · ${owner.name}` : name;
}

/** Number and place: what still tells two rows of the same name apart. */
function detailOf(row: Row): string {
  const code = typeof row.code === "string" ? row.code : "";
  return [code, row.region?.name].filter(Boolean).join(" · ");
}

/** An organ by a part of its name. */
export function OrganPicker(props: PickerProps) {
  const [typed, setTyped] = useSettled("");
  const [open, setOpen] = useState(false);
  const answer = useGet<Page<Organ>>(open ? "/organs" : null, { q: typed, limit: 20 }, { keep: true });
  return (
    <Lookup
      {...props}
      loading={answer.isFetching}
      onTyped={setTyped}
      onOpen={setOpen}
      options={(answer.data?.items ?? []).map((organ) => ({
        id: organ.id,
        name: organ.name,
        detail: organ.region.name,
      }))}
    />
  );
}

type LookupProps = PickerProps &
  Readonly<{
    loading: boolean;
    options: readonly Readonly<{ id: string; name: string; detail: string }>[];
    onTyped: (text: string) => void;
    onOpen: (open: boolean) => void;
    onChosen?: (id: string) => void;
  }>;

function Lookup({
  id,
  value,
  onChange,
  placeholder,
  size,
  width = "100%",
  loading,
  options,
  onTyped,
  onOpen,
  onChosen,
}: LookupProps) {
  const listed =
    value && !options.some((option) => option.id === value.id) ? [{ ...value, detail: "" }, ...options] : options;
  return (
    <Select
      id={id}
      allowClear
      size={size}
      style={{ width }}
      value={value?.id}
      loading={loading}
      placeholder={placeholder ?? t("输入名称或编号查找", "Type a name or number")}
      showSearch={{ filterOption: false, onSearch: onTyped }}
      onOpenChange={onOpen}
      notFoundContent={
        loading
          ? t("正在查找…", "Searching…")
          : t("没有找到。换名称的一部分试试。", "Nothing found. Try a part of the name.")
      }
      options={listed.map((option) => ({ value: option.id, label: option.name, detail: option.detail }))}
      optionRender={(option) => (
        <div className="work-option">
          <span>{option.label}</span>
          <small>{(option.data as { detail?: string }).detail}</small>
        </div>
      )}
      popupMatchSelectWidth={size === "small" ? 320 : true}
      onChange={(chosen: string | undefined) => {
        const option = listed.find((one) => one.id === chosen);
        onChange?.(option ? { id: option.id, name: option.name } : undefined);
        if (chosen) onChosen?.(chosen);
      }}
    />
  );
}

/** A text that counts once nobody has typed for a quarter of a second. */
export function useSettled(first: string, ms = 250): [string, (text: string) => void] {
  const [typed, setTyped] = useState(first);
  const [settled, setSettled] = useState(first);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), ms);
    return () => clearTimeout(timer);
  }, [typed, ms]);
  return [settled.trim(), setTyped];
}
