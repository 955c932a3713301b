import { Button, Drawer, Tabs } from "antd";
import { useState } from "react";
import type { Custody, Exhibit, Exhibits } from "#kernel/evidence/contract.ts";
import { type Fact, Facts } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { Differences } from "./exhibit-card.tsx";
import { DiscloseForm, WithdrawForm } from "./exhibit-forms.tsx";
import { exhibitTitle, fileUrl, isPicture, pointText, sizeText } from "./exhibit-words.ts";
import { RedactTool } from "./redact-tool.tsx";
import { Signatures } from "./signatures.tsx";

type ExhibitDrawerProps = Readonly<{
  item: Exhibit;
  items: readonly Exhibit[];
  reader: Exhibits["reader"];
  /** The matter is still open. */
  open: boolean;
  onShow: (id: string) => void;
  onClose: () => void;
}>;
type Doing = "redact" | "disclose" | "withdraw" | null;

/** One exhibit: the file, what is known of it, who had it in hand, who signed it. */
export function ExhibitDrawer({ item, items, reader, open, onShow, onClose }: ExhibitDrawerProps) {
  const [doing, setDoing] = useState<Doing>(null);
  const officer = reader === "officer";
  const live = open && !item.withdrawn;
  const done = () => setDoing(null);
  return (
    <Drawer
      open
      title={`${exhibitTitle(item)} · ${item.name}`}
      size={760}
      onClose={onClose}
      rootClassName="work-drawer evidence-drawer"
      footer={
        <div className="work-drawer-foot">
          {live && item.mayWithdraw && <Button onClick={() => setDoing("withdraw")}>{t("撤回", "Withdraw")}</Button>}
          {live && officer && !item.disclosed && !item.covered && (
            <Button onClick={() => setDoing("disclose")}>{t("向当事人披露", "Disclose")}</Button>
          )}
          {live && item.mayWithdraw && item.copy === 0 && isPicture(item) && (
            <Button onClick={() => setDoing("redact")}>{t("制作遮盖件", "Redact a copy")}</Button>
          )}
          <Button type="primary" href={fileUrl(item, true)}>
            {t("下载", "Download")}
          </Button>
        </div>
      }
    >
      <ExhibitFile item={item} />
      <Differences item={item} />
      <Facts facts={factsOf(item)} />
      <RelatedCopies item={item} items={items} onShow={onShow} />
      <Tabs
        items={[
          {
            key: "signatures",
            label: t("签名", "Signatures"),
            children: <Signatures object={`evidence.item/${item.id}`} />,
          },
          ...(officer
            ? [{ key: "custody", label: t("流转记录", "Custody"), children: <CustodyLines id={item.id} /> }]
            : []),
        ]}
      />
      {doing === "redact" && <RedactTool item={item} onClose={done} onMade={onShow} />}
      {doing === "withdraw" && <WithdrawForm item={item} onClose={done} />}
      {doing === "disclose" && <DiscloseForm item={item} onClose={done} />}
    </Drawer>
  );
}

/** The file as large as there is room for; what cannot be shown is opened elsewhere. */
function ExhibitFile({ item }: Readonly<{ item: Exhibit }>) {
  const url = fileUrl(item);
  if (isPicture(item))
    return (
      <a className="evidence-file" href={url} target="_blank" rel="noreferrer">
        <img src={url} alt={item.name} />
      </a>
    );
  if (item.mediaType.startsWith("video/"))
    // biome-ignore lint/a11y/useMediaCaption: evidence is shown as it came
    return <video className="evidence-file" src={url} controls preload="metadata" />;
  if (item.mediaType.startsWith("audio/"))
    // biome-ignore lint/a11y/useMediaCaption: evidence is shown as it came
    return <audio className="evidence-sound" src={url} controls preload="metadata" />;
  if (item.mediaType === "application/pdf")
    return (
      <p>
        <a href={url} target="_blank" rel="noreferrer">
          {t("在新窗口打开 PDF", "Open the PDF in a new window")}
        </a>
      </p>
    );
  return <p className="quiet">{t("此类文件不能在页面内显示，请下载后查看。", "Download this file to read it.")}</p>;
}

function factsOf(item: Exhibit): Fact[] {
  const { file, recorded } = item;
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [t("提交", "Brought"), `${timeText(recorded.at)} ${[recorded.organ, recorded.by].filter(Boolean).join(" ")}`],
    [t("设备时间", "Taken (device)"), item.takenAt && timeText(item.takenAt)],
    [t("照片内时间", "Taken (in the file)"), file.takenAt && timeText(file.takenAt)],
    [
      t("设备位置", "Position (device)"),
      item.position && `${pointText(item.position)}${item.accuracy === null ? "" : ` ±${item.accuracy} m`}`,
    ],
    [t("照片内位置", "Position (in the file)"), file.position && pointText(file.position)],
    [t("设备", "Device"), [item.device, file.device].filter(Boolean).join(" / ")],
    [t("说明", "Note"), item.note],
    [t("遮盖理由", "Reason for redaction"), item.redaction],
    [t("披露", "Disclosed"), item.disclosed && `${timeText(item.disclosed.at)} ${item.disclosed.by}`],
    [
      t("撤回", "Withdrawn"),
      item.withdrawn && `${timeText(item.withdrawn.at)} ${item.withdrawn.by}：${item.withdrawn.reason}`,
    ],
    [t("大小", "Size"), `${sizeText(item.size)}（${item.mediaType}）`],
  ];
  return [
    ...rows.flatMap(([title, value]) => (value ? [{ title, value }] : [])),
    { title: "SM3", value: <code className="evidence-hash">{item.hash}</code>, wide: true },
  ];
}

type RelatedCopiesProps = Readonly<{ item: Exhibit; items: readonly Exhibit[]; onShow: (id: string) => void }>;

function RelatedCopies({ item, items, onShow }: RelatedCopiesProps) {
  const others = items.filter((other) => other.exhibit === item.exhibit && other.id !== item.id);
  if (others.length === 0) return null;
  return (
    <p className="evidence-related">
      {item.copy > 0 ? t("原件与其他遮盖件：", "Original and other copies: ") : t("遮盖件：", "Redacted copies: ")}
      {others.map((other) => (
        <Button key={other.id} type="link" size="small" onClick={() => onShow(other.id)}>
          {exhibitTitle(other)}
          {other.withdrawn && t("（已撤回）", " (withdrawn)")}
        </Button>
      ))}
    </p>
  );
}

function CustodyLines({ id }: Readonly<{ id: string }>) {
  const answer = useGet<Custody>(`/evidence/${id}/custody`);
  if (answer.error) return <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <RowSkeleton rows={4} />;
  const entries = answer.data.items.map((line, index) => ({
    key: `${line.at}-${index}`,
    at: line.at,
    what: t(line.zh, line.en),
    who: line.by,
  }));
  return <Timeline entries={entries.reverse()} />;
}
