import { Button, Dropdown } from "antd";
import { useState } from "react";
import type { Exhibit, Exhibits } from "#kernel/evidence/contract.ts";
import { type Audience, audiences } from "#kernel/evidence/exhibit.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { DropField, useUploads } from "./evidence-add.tsx";
import { ExhibitCard } from "./exhibit-card.tsx";
import { ExhibitDrawer } from "./exhibit-drawer.tsx";
import "./evidence.css";

type EvidencePanelProps = Readonly<{ owner: Readonly<{ kind: string; id: string }>; canAdd?: boolean }>;

/** The exhibits of a case or another matter: seen at a glance, brought by picker, camera or drag, opened for what is known of each. */
export function EvidencePanel({ owner, canAdd = false }: EvidencePanelProps) {
  const answer = useGet<Exhibits>("/evidence", { owner: owner.id });
  const [opened, setOpened] = useState<string | null>(null);
  const uploads = useUploads(owner);
  if (!answer.data)
    return answer.error ? (
      <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
    ) : (
      <BlockSkeleton height={280} />
    );
  const { items, reader, owner: matter } = answer.data;
  const adds = canAdd && matter.open;
  const shown = items.find(({ id }) => id === opened);
  return (
    <div className="evidence">
      <div className="evidence-head">
        <p className="quiet">{[items.length > 0 && summary(items), limits(reader)].filter(Boolean).join(" · ")}</p>
        <div className="evidence-acts">
          {items.length > 0 && <PackageButton owner={owner.id} officer={reader === "officer"} />}
          {adds && uploads.buttons}
        </div>
      </div>
      <DropField enabled={adds} onFiles={uploads.add}>
        {uploads.lines}
        {items.length === 0 ? (
          <Empty title={t("还没有证据", "No evidence yet")}>
            {adds && t("可把照片、文件拖到这里，或点“添加文件”。", "Drag photos and files here, or choose them.")}
          </Empty>
        ) : (
          <ul className="evidence-grid">
            {items.map((item) => (
              <ExhibitCard key={item.id} item={item} onOpen={() => setOpened(item.id)} />
            ))}
          </ul>
        )}
      </DropField>
      {shown && (
        <ExhibitDrawer
          key={shown.id}
          item={shown}
          items={items}
          reader={reader}
          open={matter.open}
          onShow={setOpened}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}

/** What a reader who is not of the office sees, said to that reader. */
const limits = (reader: Exhibits["reader"]): string =>
  ({
    officer: "",
    partner: t("有遮盖件的证据只显示遮盖件", "Redacted exhibits show their copy only"),
    party: t("只显示本单位提交的和已向本单位披露的证据", "What you brought and what was disclosed to you"),
  })[reader];

function summary(items: readonly Exhibit[]): string {
  const standing = items.filter(({ copy, withdrawn }) => copy === 0 && !withdrawn).length;
  const gone = items.filter(({ copy, withdrawn }) => copy === 0 && withdrawn).length;
  const doubted = items.filter(({ differences, withdrawn }) => differences.length > 0 && !withdrawn).length;
  return [
    t(`${standing} 项有效证据`, `${standing} exhibits in force`),
    gone > 0 && t(`${gone} 项已撤回`, `${gone} withdrawn`),
    doubted > 0 && t(`${doubted} 项的时间或位置有出入`, `${doubted} with differences in time or place`),
  ]
    .filter(Boolean)
    .join(" · ");
}

function PackageButton({ owner, officer }: Readonly<{ owner: string; officer: boolean }>) {
  const open = (audience?: Audience) =>
    window.location.assign(`/api/v1/evidence/package?owner=${owner}${audience ? `&for=${audience}` : ""}`);
  if (!officer) return <Button onClick={() => open()}>{t("导出证据包", "Export package")}</Button>;
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: (Object.keys(audiences) as Audience[]).map((audience) => ({
          key: audience,
          label: t(audiences[audience]),
        })),
        onClick: ({ key }) => open(key as Audience),
      }}
    >
      <Button>{t("导出证据包", "Export package")}</Button>
    </Dropdown>
  );
}
