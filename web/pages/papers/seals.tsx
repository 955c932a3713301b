import { Link } from "@tanstack/react-router";
import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import { uploadFile } from "../evidence/upload.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import type { Colleague, List, SealItem } from "./answers.ts";
import { SeriesSection } from "./series.tsx";
import "./papers.css";

/** 印章登记 with the log of each seal, and the words with which numbers begin. */
export function SealsPage() {
  const seals = useGet<List<SealItem>>("/seals");
  const [open, setOpen] = useState<SealItem | "new">();
  const [shown, setShown] = useState<string>();
  const person = usePerson();
  return (
    <div className="page">
      <PageHead
        title={t("印章登记", "Seal register")}
        sentence={
          seals.data &&
          t(
            `${seals.data.items.length} 枚，有效 ${seals.data.items.filter(({ valid }) => valid).length} 枚`,
            `${seals.data.items.length} seals`,
          )
        }
        back={<Link to="/papers">← {t("发文", "Papers")}</Link>}
        action={
          <Button type="primary" onClick={() => setOpen("new")}>
            {t("登记印章", "Register")}
          </Button>
        }
      />
      {seals.error && <ProblemNote error={seals.error} onRetry={() => void seals.refetch()} />}
      <Section title={t("印章", "Seals")}>
        {seals.isPending && <BlockSkeleton height={120} />}
        {seals.data?.items.length === 0 && (
          <Empty title={t("还没有登记印章", "No seals yet")}>
            {t(
              "未上传印模的，公文上显示“示例印章”字样。",
              "Without a picture a drawn sample seal stands on papers and says so.",
            )}
          </Empty>
        )}
        <ul className="paper-lines">
          {seals.data?.items.map((seal) => (
            <li key={seal.id}>
              <div>
                {seal.name}
                <small>
                  {[
                    seal.organ.name,
                    t(`保管 ${seal.keeper.name}`, `kept by ${seal.keeper.name}`),
                    `${seal.validFrom} ${t("至", "to")} ${seal.validTo ?? t("长期", "open")}`,
                    seal.image ? t("已存印模", "picture kept") : t("示例印章", "sample seal"),
                  ].join(" · ")}
                </small>
              </div>
              <span>
                {!seal.valid && <span className="paper-replaced">{t("不在有效期", "not valid")}</span>}{" "}
                <Button size="small" onClick={() => setShown(shown === seal.id ? undefined : seal.id)}>
                  {t(`用印 ${seal.uses} 次`, `${seal.uses} uses`)}
                </Button>{" "}
                {seal.organ.id === person.organ.id && (
                  <Button size="small" onClick={() => setOpen(seal)}>
                    {t("变更", "Change")}
                  </Button>
                )}
              </span>
              {shown === seal.id && <SealLog seal={seal.id} />}
            </li>
          ))}
        </ul>
      </Section>
      <SeriesSection />
      {open && <SealForm seal={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

type Use = Readonly<{
  paper: Readonly<{ id: string; number: string; title: string }>;
  reason: string;
  at: string;
  by: string;
  hash: string;
}>;

function SealLog({ seal }: Readonly<{ seal: string }>) {
  const log = useGet<List<Use>>(`/seals/${seal}/uses`);
  if (log.error) return <ProblemNote error={log.error} />;
  return (
    <ul className="paper-lines" style={{ width: "100%" }}>
      {log.data?.items.length === 0 && <li className="quiet">{t("没有用印记录", "Never used")}</li>}
      {log.data?.items.map((use) => (
        <li key={`${use.paper.id} ${use.at}`}>
          <div>
            <Link to="/papers/$id" params={{ id: use.paper.id }}>
              {use.paper.number}
            </Link>{" "}
            {use.paper.title}
            <small>{use.reason}</small>
          </div>
          <span>
            {use.by} {timeText(use.at)}
          </span>
        </li>
      ))}
    </ul>
  );
}

type Values = Readonly<{ name?: string; keeper?: string; validTo?: Dayjs; reason?: string }>;

function SealForm({ seal, onClose }: Readonly<{ seal: SealItem | undefined; onClose: () => void }>) {
  const people = useGet<List<Colleague>>("/paper-readers", {}, { staleMs: 300_000 });
  const [picture, setPicture] = useState<File>();
  const key = useOnceKey();
  const save = useSend(
    async ({ validTo, ...values }: Values) => {
      const until = validTo?.format("YYYY-MM-DD");
      if (seal) {
        const body = { ...values, ...(until ? { validTo: until } : {}), baseVersion: seal.version };
        return send("PATCH", `/seals/${seal.id}`, body, { idempotencyKey: key(body) });
      }
      const body = { ...values, validTo: until, image: picture && (await uploadFile(picture)) };
      return send("POST", "/seals", body, { idempotencyKey: key(body) });
    },
    { stale: ["/seals"] },
  );
  const titles = {
    name: t("印章名称", "Name"),
    keeper: t("保管人", "Keeper"),
    validTo: t("有效期至", "Valid until"),
    reason: t("变更原因", "Reason"),
  };
  return (
    <FormDrawer<Values>
      title={seal ? t(`变更 · ${seal.name}`, `Change · ${seal.name}`) : t("登记印章", "Register a seal")}
      intro={t("只有保管人可以用印；停用请填有效期止。", "Only its keeper may use a seal; end its term to retire it.")}
      submit={t("保存", "Save")}
      titles={titles}
      initial={seal ? { keeper: seal.keeper.id } : {}}
      onSubmit={(values) => save.mutateAsync(values)}
      onClose={onClose}
    >
      {!seal && (
        <Form.Item name="name" label={titles.name} rules={[mustFill(titles.name)]}>
          <Input maxLength={80} placeholder={t("某某分局公章", "")} />
        </Form.Item>
      )}
      <Form.Item name="keeper" label={titles.keeper} rules={[mustChoose(titles.keeper)]}>
        <Select
          showSearch={{ optionFilterProp: "label" }}
          loading={people.isPending}
          options={(people.data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${one.name}（${one.organ.name}）`,
          }))}
        />
      </Form.Item>
      <Form.Item name="validTo" label={titles.validTo}>
        <DatePicker style={{ width: "100%" }} />
      </Form.Item>
      {seal ? (
        <Form.Item name="reason" label={titles.reason} rules={[mustFill(titles.reason)]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
        </Form.Item>
      ) : (
        <Form.Item label={t("印模（透明底 PNG，选填）", "Picture (PNG, optional)")}>
          <input
            type="file"
            aria-label={t("印模", "Picture")}
            accept="image/png,image/jpeg"
            onChange={(event) => setPicture(event.target.files?.[0])}
          />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
