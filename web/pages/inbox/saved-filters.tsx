import { Button, Dropdown, Input, Modal } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { send, useGet, useSend } from "../../api.ts";
import type { Filters } from "../../filters.ts";

type Saved = Readonly<{ id: string; name: string; filters: Record<string, string> }>;
type SavedFiltersProps = Readonly<{ list: string; filters: Filters; onChoose: (change: Filters) => void }>;

/** Filters that a person keeps for a list under names of their own. */
export function SavedFilters({ list, filters, onChoose }: SavedFiltersProps) {
  const [naming, setNaming] = useState<string | null>(null);
  const saved = useGet<Readonly<{ items: readonly Saved[] }>>("/saved-filters", { list }).data?.items ?? [];
  const stale = ["/saved-filters"];
  const present = Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) as Record<string, string>;
  const save = useSend((name: string) => send("POST", "/saved-filters", { list, name, filters: present }), {
    stale,
    onDone: () => setNaming(null),
  });
  const remove = useSend((id: string) => send("POST", `/saved-filters/${id}/remove`), { stale });
  const choose = ({ filters: kept }: Saved) =>
    onChoose({ ...Object.fromEntries(Object.keys(present).map((name) => [name, undefined])), ...kept });
  const items = [
    ...saved.map((one) => ({ key: one.id, label: one.name, onClick: () => choose(one) })),
    ...(saved.length > 0 ? [{ type: "divider" as const }] : []),
    {
      key: "save",
      label: t("保存当前筛选…", "Keep this filter…"),
      disabled: Object.keys(present).length === 0,
      onClick: () => setNaming(""),
    },
    ...(saved.length > 0
      ? [
          {
            key: "remove",
            label: t("删除", "Remove"),
            children: saved.map((one) => ({
              key: `remove-${one.id}`,
              label: one.name,
              onClick: () => remove.mutate(one.id),
            })),
          },
        ]
      : []),
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button size="small">{t("我的筛选", "My filters")}</Button>
      </Dropdown>
      <Modal
        open={naming !== null}
        title={t("保存当前筛选", "Keep this filter")}
        okText={t("保存", "Keep")}
        okButtonProps={{ disabled: !naming?.trim(), loading: save.isPending }}
        onOk={() => naming && save.mutate(naming.trim())}
        onCancel={() => setNaming(null)}
      >
        {save.error && <ProblemNote error={save.error} />}
        <Input
          autoFocus
          maxLength={20}
          value={naming ?? ""}
          aria-label={t("名称", "Name")}
          placeholder={t("名称，如：急件", "Name")}
          onChange={(event) => setNaming(event.target.value)}
        />
      </Modal>
    </>
  );
}
