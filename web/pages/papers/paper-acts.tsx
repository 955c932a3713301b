import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import type { PaperActId } from "#kernel/paper/flow.ts";
import { t } from "#kernel/view/language.view.tsx";
import { queries, send, useGet, usePerson, useSend } from "../../api.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import type { List, PaperDetail, SealItem } from "./answers.ts";

const quiet: readonly PaperActId[] = ["withdraw", "return", "void", "refuse"];
const officers = ["region", "league", "banner"];
type Open = Readonly<{ act: PaperActId | "correct"; organ?: string }>;

/** What may be done with a paper now, the expected act alone in colour. */
export function PaperActs({ paper, onEdit }: Readonly<{ paper: PaperDetail; onEdit: () => void }>) {
  const [open, setOpen] = useState<Open>();
  const person = usePerson();
  const main = paper.acts.filter(({ id }) => !quiet.includes(id) && id !== "edit");
  const rest = paper.acts.filter(({ id }) => quiet.includes(id));
  const mayEdit = paper.acts.some(({ id }) => id === "edit");
  const mayCorrect =
    paper.fixed && paper.inside && !paper.replaced && person.roles.some((role) => officers.includes(role));
  const more = [
    ...rest.map(({ id, title }) => ({ key: id, label: t(title) })),
    ...paper.answersOnPaper.map(({ id, name }) => ({
      key: `on-paper ${id}`,
      label: t(`登记${name}书面会签`, `Answer of ${name} on paper`),
    })),
    ...(mayCorrect ? [{ key: "correct", label: t("更正或撤销", "Correct or revoke") }] : []),
  ];
  const choose = (key: string) =>
    setOpen(key.startsWith("on-paper ") ? { act: "agree", organ: key.slice(9) } : { act: key as Open["act"] });
  return (
    <>
      {more.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: more, onClick: ({ key }) => choose(key) }}>
          <Button>{t("更多", "More")}</Button>
        </Dropdown>
      )}
      {mayEdit && <Button onClick={onEdit}>{t("修改文稿", "Amend the words")}</Button>}
      {main.map(({ id, title }, n) => (
        <Button key={id} type={n === 0 ? "primary" : "default"} onClick={() => setOpen({ act: id })}>
          {t(title)}
        </Button>
      ))}
      {open?.act === "correct" && <CorrectDrawer paper={paper} onClose={() => setOpen(undefined)} />}
      {open && open.act !== "correct" && (
        <ActDrawer key={open.act} paper={paper} act={open.act} organ={open.organ} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

const intros: Partial<Record<PaperActId, readonly [string, string]>> = {
  submit: ["提交后不能再改；被退回或撤回后可改。", "The words stand until it is returned or taken back."],
  issue: ["签发即以您的密钥对正文签名（快捷签名），署名与成文日期以此为准。", "Issuing signs the words with your key."],
  number: [
    "编号后文字不再变动，只能另文更正或撤销。",
    "From the number on the words stand; only another paper corrects or revokes it.",
  ],
  seal: ["用印记入用印登记，只有保管人可以用印。", "The use is kept in the log of the seal."],
  send: [
    "按主送、抄送机关分发；平台内单位即时收到并可签收。",
    "Organs of the platform get it at once and can sign for it.",
  ],
  file: ["归档后流程结束。", "The end of its way."],
};
type Values = Readonly<{ note?: string; password?: string; seal?: string; answer?: "agree" | "refuse" }>;
type ActDrawerProps = Readonly<{ paper: PaperDetail; act: PaperActId; organ: string | undefined; onClose: () => void }>;

function ActDrawer({ paper, act, organ, onClose }: ActDrawerProps) {
  const key = useOnceKey();
  const title = organ
    ? t("登记书面会签", "Answer on paper")
    : t(paper.acts.find(({ id }) => id === act)?.title ?? { zh: "办理", en: "Act" });
  const perform = useSend(
    ({ answer, ...values }: Values) => {
      const body = { ...values, organ, baseVersion: paper.version };
      return send<PaperDetail>("POST", `/papers/${paper.id}/acts/${answer ?? act}`, body, {
        idempotencyKey: key(body),
      });
    },
    {
      stale: ["/papers", "/cases", "/seals", "/inbox"],
      onDone: (now) => queries.setQueryData(["get", `/papers/${paper.id}`, {}], now),
    },
  );
  const intro = intros[act];
  const reason = paper.acts.find(({ id }) => id === act)?.reason ?? false;
  const noteTitle = act === "seal" ? t("用印事由", "Reason") : reason ? t("原因", "Reason") : t("意见", "Opinion");
  return (
    <FormDrawer<Values>
      title={`${title} · ${paper.title}`}
      intro={intro && t(...intro)}
      submit={title}
      danger={act === "void"}
      titles={{
        note: noteTitle,
        password: t("签名密码", "Password"),
        seal: t("印章", "Seal"),
        answer: t("会签意见", "Answer"),
      }}
      initial={organ ? { answer: "agree" } : act === "seal" ? { note: t("发文用印", "Sending") } : {}}
      onSubmit={(values) => perform.mutateAsync(values)}
      onClose={onClose}
    >
      {organ && (
        <Form.Item name="answer" label={t("会签意见", "Answer")}>
          <Radio.Group
            options={[
              { value: "agree", label: t("同意", "Agrees") },
              { value: "refuse", label: t("不同意", "Refuses") },
            ]}
          />
        </Form.Item>
      )}
      {act === "seal" && <SealChoice paper={paper} />}
      {act === "issue" && (
        <Form.Item
          name="password"
          label={t("登录密码（用于签名）", "Your password, for the signature")}
          rules={[mustFill(t("签名密码", "Password"))]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
      )}
      <Form.Item name="note" label={noteTitle} rules={reason || act === "seal" ? [mustFill(noteTitle)] : []}>
        <Input.TextArea autoSize={{ minRows: 3 }} maxLength={2000} />
      </Form.Item>
    </FormDrawer>
  );
}

function SealChoice({ paper }: Readonly<{ paper: PaperDetail }>) {
  const seals = useGet<List<SealItem>>("/seals", { paper: paper.id });
  const title = t("印章", "Seal");
  return (
    <Form.Item
      name="seal"
      label={title}
      rules={[mustChoose(title)]}
      extra={
        seals.data?.items.length === 0
          ? t("本单位尚未登记印章，请先在“印章”中登记。", "No seal is registered yet.")
          : undefined
      }
    >
      <Select
        loading={seals.isPending}
        options={(seals.data?.items ?? []).map((seal) => ({
          value: seal.id,
          label: `${seal.name}（${t("保管", "kept by")} ${seal.keeper.name}）${seal.valid ? "" : t("，不在有效期", ", not valid")}`,
          disabled: !seal.valid || !seal.mine,
        }))}
      />
    </Form.Item>
  );
}

type Correction = Readonly<{ how: "revoke" | "correct"; reason: string }>;

function CorrectDrawer({ paper, onClose }: Readonly<{ paper: PaperDetail; onClose: () => void }>) {
  const key = useOnceKey();
  const navigate = useNavigate();
  const create = useSend(
    (values: Correction) =>
      send<PaperDetail>("POST", `/papers/${paper.id}/corrections`, values, { idempotencyKey: key(values) }),
    { stale: ["/papers"], onDone: ({ id }) => void navigate({ to: "/papers/$id", params: { id } }) },
  );
  const titles = { how: t("方式", "How"), reason: t("原因", "Reason") };
  return (
    <FormDrawer<Correction>
      title={t("更正或撤销", "Correct or revoke")}
      intro={t(
        "已编号的公文不能改动。系统起草一份新的公文，走完流程编号后，原文注明已被替换。",
        "A numbered paper is never changed. A new one is drafted; once it has its number, the old one says by which it was replaced.",
      )}
      submit={t("起草", "Draft")}
      titles={titles}
      initial={{ how: "correct" }}
      onSubmit={(values) => create.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="how" label={titles.how}>
        <Radio.Group
          options={[
            { value: "correct", label: t("更正", "Correct") },
            { value: "revoke", label: t("撤销", "Revoke") },
          ]}
        />
      </Form.Item>
      <Form.Item name="reason" label={titles.reason} rules={[mustFill(titles.reason)]}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
