import type { FileReply, TransferDetail } from "#kernel/transfer/contract.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { sizeText } from "./transfer-words.ts";
import "./inbox.css";

type FileAddress = (hash: string, download: boolean) => string;

/** What was passed, as on the day of the offer: the same for the receiver with an account, the guest and the sender. */
export function PackageShown({ item, address }: Readonly<{ item: TransferDetail; address: FileAddress }>) {
  const sent = item.files.filter(({ source }) => source === "package");
  const given = item.files.filter(({ source }) => source === "answer");
  const { package: content } = item;
  return (
    <>
      <Section title={t("移交的案件", "The case")}>
        <Facts
          facts={[
            { title: t("编号", "Number"), value: <span className="mono">{content.number}</span> },
            { title: t("案由", "About"), value: content.title, wide: true },
            { title: t("类型", "Kind"), value: t(content.definition) },
            { title: t("对象", "Subject"), value: content.subject },
            { title: t("区划", "Region"), value: content.region },
            { title: t("立案时间", "Opened"), value: timeText(content.opened) },
            ...content.facts
              .filter(({ value }) => value !== "")
              .map((fact) => ({ title: t(fact.title), value: fact.value })),
            ...content.papers.map((paper) => ({ title: t("文书", "Paper"), value: paper.number })),
          ]}
        />
      </Section>
      <Section title={t(`随案证据（${sent.length}）`, `Evidence (${sent.length})`)}>
        <FileGrid files={sent} address={address} empty={t("本次未随附证据", "No evidence goes with it")} />
      </Section>
      {given.length > 0 && (
        <Section title={t(`接收单位提交的材料（${given.length}）`, `From the receiver (${given.length})`)}>
          <FileGrid files={given} address={address} empty="" />
        </Section>
      )}
      <Section title={t("移交前的办理经过", "What had happened")}>
        <Timeline
          entries={[...content.timeline].reverse().map((line, n) => ({
            key: `${line.at}-${n}`,
            at: line.at,
            what: t(line.act),
            who: line.who,
            note: line.note ?? undefined,
          }))}
        />
      </Section>
    </>
  );
}

/** Pictures as pictures, everything else by name; each with its number and fingerprint. */
function FileGrid({
  files,
  address,
  empty,
}: Readonly<{ files: readonly FileReply[]; address: FileAddress; empty: string }>) {
  if (files.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <ul className="exhibits">
      {files.map((file) => (
        <li key={file.id}>
          {file.mediaType.startsWith("image/") ? (
            <a href={address(file.hash, false)} target="_blank" rel="noreferrer">
              <img src={address(file.hash, false)} alt={file.name} loading="lazy" />
            </a>
          ) : (
            <a className="exhibit-file" href={address(file.hash, true)}>
              {file.name.split(".").pop()?.toUpperCase()}
            </a>
          )}
          <div>
            <b>{t(`证据 ${file.exhibit}${file.copy ? `-${file.copy}` : ""}`, `Exhibit ${file.exhibit}`)}</b>
            <a href={address(file.hash, true)}>{file.name}</a>
            <small>
              {sizeText(file.size)}
              {file.takenAt && ` · ${timeText(file.takenAt)}`}
            </small>
            <small className="mono" title={file.hash}>
              SM3 {file.hash.slice(0, 16)}…
            </small>
          </div>
        </li>
      ))}
    </ul>
  );
}
