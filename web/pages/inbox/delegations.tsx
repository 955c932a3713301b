import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import type { DelegationReply } from "#kernel/identity/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { actFor } from "../../acting.ts";
import { send, useGet, usePerson, useSend } from "../../api.ts";
import type { Named } from "../../contract.ts";
import { FormDrawer, mustChoose, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import "./inbox.css";

/** AB 角: in whose name I may act, who may act in mine, and for how long. */
export function Delegations() {
  const person = usePerson();
  const [giving, setGiving] = useState(false);
  const works = person.roles.some((role) => ["region", "league", "banner", "partner", "enterprise"].includes(role));
  const answer = useGet<Readonly<{ items: readonly DelegationReply[] }>>(works ? "/delegations" : null);
  const end = useSend(
    (id: string) => send("POST", `/delegations/${id}/end`, { reason: t("本人提前结束", "ended early") }),
    {
      stale: ["/delegations", "/notices"],
    },
  );
  if (!works) return null;
  const items = (answer.data?.items ?? []).filter(({ ended }) => !ended);
  return (
    <Section
      title={t("委托代办（AB 角）", "Acting for each other")}
      aside={
        !person.onBehalfOf && (
          <Button size="small" onClick={() => setGiving(true)}>
            {t("委托同事", "Let a colleague act")}
          </Button>
        )
      }
    >
      {answer.error && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {end.error && <ProblemNote error={end.error} />}
      {person.mayActFor.map((one) => (
        <div key={one.id} className="transfer-line">
          <div>
            <span>{t(`您可代 ${one.name} 办理`, `You may act for ${one.name}`)}</span>
            {person.onBehalfOf?.id === one.id ? (
              <Button size="small" onClick={() => actFor(undefined)}>
                {t("切换回本人", "Back to my own name")}
              </Button>
            ) : (
              <Button size="small" type="primary" onClick={() => actFor(one.id)}>
                {t(`代 ${one.name} 办理`, `Act for ${one.name}`)}
              </Button>
            )}
          </div>
          <small className="quiet">{t(`至 ${timeText(one.until)}`, `until ${timeText(one.until)}`)}</small>
        </div>
      ))}
      {items.map((one) => (
        <div key={one.id} className="transfer-line">
          <div>
            <span>
              {one.principal.name} → {one.delegate.name}
              {one.inForce ? "" : t("（未生效或已到期）", " (not in force)")}
            </span>
            <Button size="small" type="link" onClick={() => end.mutate(one.id)}>
              {t("提前结束", "End")}
            </Button>
          </div>
          <small className="quiet">
            {timeText(one.from)} — {timeText(one.to)} · {one.reason} · {t(`${one.givenBy} 办理`, `by ${one.givenBy}`)}
          </small>
        </div>
      ))}
      {answer.data && items.length === 0 && person.mayActFor.length === 0 && (
        <p className="quiet">
          {t(
            "没有委托。外出时可委托同单位同事代办，所办事项会注明代办人。",
            "None. A colleague may act in your name while you are away; every act says so.",
          )}
        </p>
      )}
      {giving && <GiveDrawer onClose={() => setGiving(false)} />}
    </Section>
  );
}

type Values = { delegate: string; from: string; to: string; reason: string };

function GiveDrawer({ onClose }: Readonly<{ onClose: () => void }>) {
  const person = usePerson();
  const key = useOnceKey();
  const people = useGet<Readonly<{ items: readonly Named[] }>>("/colleagues", {}, { staleMs: 60_000 });
  const give = useSend(
    ({ from, to, ...values }: Values) => {
      const body = { ...values, from: `${from}:00+08:00`, to: `${to}:00+08:00` };
      return send("POST", "/delegations", body, { idempotencyKey: key(body) });
    },
    { stale: ["/delegations"] },
  );
  const titles = {
    delegate: t("委托给", "To"),
    from: t("开始", "From"),
    to: t("结束", "To"),
    reason: t("事由", "Reason"),
  };
  return (
    <FormDrawer<Values>
      title={t("委托同事代办", "Let a colleague act")}
      intro={t(
        "受托人在期限内可按您的权限办理，记录注明“受托人（代 您）”。最长 92 天。",
        "The colleague may do what you may, for at most 92 days; every record says so.",
      )}
      submit={t("委托", "Delegate")}
      titles={titles}
      onSubmit={(values) => give.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="delegate" label={titles.delegate} rules={[mustChoose(titles.delegate)]}>
        <Select
          loading={people.isPending}
          options={(people.data?.items ?? [])
            .filter(({ id }) => id !== person.id)
            .map(({ id, name }) => ({ value: id, label: name }))}
          notFoundContent={t("本单位没有其他人员", "Nobody else in your organ")}
        />
      </Form.Item>
      <Form.Item name="from" label={titles.from} rules={[mustFill(titles.from)]}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="to" label={titles.to} rules={[mustFill(titles.to)]}>
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item name="reason" label={titles.reason} rules={[mustFill(titles.reason)]}>
        <Input maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
