import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input, Modal } from "antd";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { get } from "../api.ts";
import type { Page } from "../contract.ts";
import { subjectKinds } from "../language.ts";
import { useNavigation } from "./navigation.ts";
import type { NavField } from "./pages.ts";

type Hit = Readonly<{
  key: string;
  group: string;
  title: string;
  detail: string;
  to: string;
}>;
type NamedRow = Readonly<{
  id: string;
  name?: string;
  code?: string;
  region?: { name: string };
}>;
type DeviceRow = Readonly<{
  mn: string;
  subject: { name: string } | null;
  region?: { name: string };
}>;

/** Pages, enterprises, outfalls, stations, sections and devices by name or number, from anywhere by `/`. */
export function SearchBox({ onClose }: Readonly<{ onClose: () => void }>) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const { fields } = useNavigation();
  const navigate = useNavigate();
  const pages = pageHits(wanted, fields);
  const found = useQuery({
    queryKey: ["search", wanted],
    enabled: wanted.length > 0,
    queryFn: ({ signal }) => search(wanted, signal),
    staleTime: 30_000,
  });
  const hits = wanted ? [...pages, ...(found.data ?? [])] : pages;
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate({ to: hit.to });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) open(hits[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={620}
      style={{ top: 72 }}
      className="search-box"
      aria-label={t("搜索", "Search")}
    >
      <Input
        autoFocus
        size="large"
        value={text}
        maxLength={60}
        aria-label={t("搜索", "Search")}
        placeholder={t("名称、编码、MN 号或页面", "Name, code, MN or page")}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div className="search-hits" role="listbox" aria-label={t("结果", "Results")}>
        {hits.map((hit, index) => (
          <button
            key={hit.key}
            type="button"
            role="option"
            aria-selected={index === at}
            onMouseEnter={() => setAt(index)}
            onClick={() => open(hit)}
          >
            <i>{hit.group}</i>
            <span>{hit.title}</span>
            <small>{hit.detail}</small>
          </button>
        ))}
        {wanted && !found.isPending && hits.length === 0 && (
          <Empty title={t(`没有找到“${wanted}”`, `Nothing found for “${wanted}”`)}>
            {t("试试名称的一部分或 MN 号。", "Try a part of the name, or the MN.")}
          </Empty>
        )}
      </div>
    </Modal>
  );
}

function pageHits(text: string, fields: readonly NavField[]): Hit[] {
  return fields
    .flatMap((field) => field.pages.map((page) => ({ field, page })))
    .filter(({ page }) => !text || t(page.title).toLowerCase().includes(text.toLowerCase()))
    .map(({ field, page }) => ({
      key: page.path,
      group: t("页面", "Page"),
      title: t(page.title),
      detail: t(field.title),
      to: page.path,
    }));
}

/** Asks each register for a few; one that the reader may not open answers with a refusal and simply adds nothing. */
async function search(text: string, signal: AbortSignal): Promise<Hit[]> {
  const sources = [
    {
      path: "/enterprises",
      group: t("企业", "Enterprise"),
      to: (id: string) => `/registers/base.enterprise/${id}`,
    },
    {
      path: "/outfalls",
      group: t(subjectKinds.outfall),
      to: (id: string) => `/subjects/outfall/${id}`,
    },
    {
      path: "/air-stations",
      group: t(subjectKinds["air-station"]),
      to: (id: string) => `/subjects/air-station/${id}`,
    },
    {
      path: "/water-sections",
      group: t(subjectKinds["water-section"]),
      to: (id: string) => `/subjects/water-section/${id}`,
    },
  ];
  const devices = get<Page<DeviceRow>>("/devices", { q: text, limit: 5 }, signal).then((page) =>
    page.items.map((row) => ({
      key: row.mn,
      group: t("设备", "Device"),
      title: row.mn,
      detail: row.subject?.name ?? row.region?.name ?? "",
      to: `/devices/${encodeURIComponent(row.mn)}`,
    })),
  );
  const registers = sources.map((source) =>
    get<Page<NamedRow>>(source.path, { q: text, limit: 5 }, signal).then((page) =>
      page.items.map((row) => ({
        key: row.id,
        group: source.group,
        title: row.name ?? row.code ?? row.id,
        detail: row.region?.name ?? "",
        to: source.to(row.id),
      })),
    ),
  );
  const answers = await Promise.allSettled([...registers, devices]);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}
