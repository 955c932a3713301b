import { Button, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { type PaperContent, type Urgency, urgencies } from "#kernel/paper/content.ts";
import { DetailPage, Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { queries, send, useGet, useSend } from "../../api.ts";
import type { Named, Page } from "../../contract.ts";
import { useOnceKey } from "../work/form-drawer.tsx";
import type { PaperDetail } from "./answers.ts";
import { BlockList } from "./paper-blocks.tsx";
import { faceOf, PaperPreview } from "./paper-preview.tsx";

type Head = Parameters<typeof DetailPage>[0]["head"];

/** The words of a draft as structure, and beside them the sheet as it will be printed. Nothing is kept until it is saved. */
export function PaperEditor({
  paper,
  head,
  onClose,
}: Readonly<{ paper: PaperDetail; head: Head; onClose: () => void }>) {
  const [title, setTitle] = useState(paper.title);
  const [urgency, setUrgency] = useState<Urgency>(paper.urgency);
  const [content, setContent] = useState<PaperContent>(paper.content);
  const [asked, setAsked] = useState<readonly Named[]>(
    paper.countersigners.map(({ organ, name }) => ({ id: organ, name })),
  );
  const key = useOnceKey();
  const save = useSend(
    () => {
      const body = {
        baseVersion: paper.version,
        title,
        urgency,
        content,
        countersigners: asked.map(({ id }) => ({ organ: id })),
      };
      return send<PaperDetail>("POST", `/papers/${paper.id}/acts/edit`, body, { idempotencyKey: key(body) });
    },
    {
      stale: ["/papers"],
      onDone: (now) => {
        queries.setQueryData(["get", `/papers/${paper.id}`, {}], now);
        onClose();
      },
    },
  );
  const set = (change: Partial<PaperContent>) => setContent({ ...content, ...change });
  return (
    <div className="paper-page">
      <DetailPage
        head={head}
        facts={
          <Section title={t("文稿", "The words")}>
            {save.error && <ProblemNote error={save.error} />}
            <div className="paper-blocks">
              <Labelled title={t("标题", "Title")}>
                <Input.TextArea
                  autoSize
                  value={title}
                  maxLength={200}
                  onChange={(event) => setTitle(event.target.value)}
                />
              </Labelled>
              {paper.layout !== "form" && (
                <>
                  <Labelled title={t("紧急程度", "Urgency")}>
                    <Select
                      value={urgency}
                      onChange={setUrgency}
                      options={(Object.keys(urgencies) as Urgency[]).map((one) => ({
                        value: one,
                        label: t(urgencies[one]),
                      }))}
                    />
                  </Labelled>
                  <Labelled title={t("主送机关", "Addressees")}>
                    <Names value={content.addressee} known onChange={(addressee) => set({ addressee })} />
                  </Labelled>
                </>
              )}
              <Labelled title={t("正文", "Text")}>
                <BlockList blocks={content.blocks} onChange={(blocks) => set({ blocks })} />
              </Labelled>
              <Labelled title={t("附件名称", "Attachments")}>
                <Names value={content.attachments} onChange={(attachments) => set({ attachments })} />
              </Labelled>
              {paper.layout !== "form" && (
                <>
                  <Labelled title={t("附注", "Remark")}>
                    <Input
                      value={content.remark}
                      maxLength={400}
                      placeholder={t("联系人及电话等", "")}
                      onChange={(event) => set({ remark: event.target.value })}
                    />
                  </Labelled>
                  <Labelled title={t("抄送机关", "Copies to")}>
                    <Names value={content.copyTo} known onChange={(copyTo) => set({ copyTo })} />
                  </Labelled>
                </>
              )}
              <Labelled title={t("会签单位（全部同意后送核稿）", "To countersign, all of them")}>
                <Countersigning value={asked} onChange={setAsked} />
              </Labelled>
            </div>
            <div className="paper-edit-foot">
              <Button onClick={onClose}>{t("放弃修改", "Discard")}</Button>
              <Button type="primary" loading={save.isPending} onClick={() => save.mutate(undefined)}>
                {t("保存文稿", "Save")}
              </Button>
            </div>
          </Section>
        }
      >
        <Section title={t("版面预览", "Preview")}>
          <PaperPreview face={{ ...faceOf(paper), title, urgency, content }} />
        </Section>
      </DetailPage>
    </div>
  );
}

function Labelled({ title, children }: Readonly<{ title: string; children: ReactNode }>) {
  return (
    <section aria-label={title}>
      <div className="quiet">{title}</div>
      {children}
    </section>
  );
}

type NamesProps = Readonly<{
  value: readonly string[];
  /** Organs that the platform knows are offered. */
  known?: boolean;
  onChange: (value: string[]) => void;
}>;

/** Names of organs or of attachments; any may be written that the platform does not know. */
function Names({ value, known = false, onChange }: NamesProps) {
  const [typed, setTyped] = useState("");
  const organs = useOrgans(known ? typed : undefined);
  return (
    <Select
      mode="tags"
      style={{ width: "100%" }}
      value={[...value]}
      onChange={onChange}
      onSearch={setTyped}
      filterOption={false}
      options={organs.map(({ name }) => ({ value: name, label: name }))}
      tokenSeparators={["、", "；"]}
      placeholder={t("输入后回车，可填多个", "Enter after each")}
    />
  );
}

type CountersigningProps = Readonly<{ value: readonly Named[]; onChange: (value: readonly Named[]) => void }>;

function Countersigning({ value, onChange }: CountersigningProps) {
  const [typed, setTyped] = useState("");
  const organs = useOrgans(typed).filter(({ kind }) => kind !== "enterprise");
  return (
    <Select
      mode="multiple"
      labelInValue
      style={{ width: "100%" }}
      value={value.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(chosen) => onChange(chosen.map((one) => ({ id: one.value, name: String(one.label) })))}
      onSearch={setTyped}
      filterOption={false}
      options={organs.map(({ id, name }) => ({ value: id, label: name }))}
      placeholder={t("输入单位名称查找", "Find an organ by its name")}
    />
  );
}

type Organ = Named & Readonly<{ kind: string }>;

/** Organs by a part of their name; none while nothing is typed. */
function useOrgans(typed: string | undefined): readonly Organ[] {
  const answer = useGet<Page<Organ>>(typed ? "/organs" : null, { q: typed, limit: 20 }, { keep: true });
  return typed ? (answer.data?.items ?? []) : [];
}
