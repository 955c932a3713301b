import { Button, Dropdown } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { Problem } from "#kernel/view/problem.ts";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { makeStale, queries, send, useSend } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import type { CaseAct, CaseDetail } from "./answers.ts";
import { ActItem, toCommand } from "./case-act-field.tsx";
import { useSupervision } from "./case-supervision.tsx";
import { FormDrawer, useOnceKey } from "./form-drawer.tsx";
import "./case.css";

/** How many acts stand as buttons of their own; the rest is behind 更多. */
const shown = 3;
/** Its place in the menu; acts of a definition are words of small letters. */
const supervision = "/supervision";
/** Acts that withdraw the matter, send it back or only give it to somebody are not what a person came for first. */
const isQuiet = ({ id, ends }: CaseAct): boolean => ends === "void" || id === "return" || id === "assign";

/** The acts that this person may do now, the expected one first and alone in colour. */
export function CaseActs({ item }: Readonly<{ item: CaseDetail }>) {
  const [filters, setFilters] = useFilters();
  const acts = [...item.acts].sort((a, b) => Number(isQuiet(a)) - Number(isQuiet(b)));
  const [primary, ...others] = acts;
  const plain = others.slice(0, shown - 1);
  const more = others.slice(shown - 1);
  const act = useKept(item.acts, filters.act);
  const { offer, drawer } = useSupervision(item);
  // beside a full row of acts the supervision goes behind 更多 too: the row must fit on a phone
  const hidden = offer && acts.length >= shown ? [{ key: supervision, label: offer.title }] : [];
  const open = (id: string) => setFilters({ act: id });
  return (
    <>
      {more.length + hidden.length > 0 && (
        <Dropdown
          menu={{
            items: [...more.map((one) => ({ key: one.id, label: t(one.title) })), ...hidden],
            onClick: ({ key }) => (key === supervision ? offer?.open() : open(key)),
          }}
          trigger={["click"]}
        >
          <Button>{t("更多", "More")}</Button>
        </Dropdown>
      )}
      {offer && hidden.length === 0 && <Button onClick={offer.open}>{offer.title}</Button>}
      {[...plain].reverse().map((one) => (
        <Button key={one.id} onClick={() => open(one.id)}>
          {t(one.title)}
        </Button>
      ))}
      {primary && (
        <Button type="primary" onClick={() => open(primary.id)}>
          {t(primary.title)}
        </Button>
      )}
      {act && <ActDrawer key={act.id} item={item} act={act} onClose={() => setFilters({ act: undefined })} />}
      {drawer}
    </>
  );
}

/**
 * The act that is being filled in. When another person moves the case on meanwhile the act is no longer offered, yet the form stays with
 * what was written in it: the platform's refusal then says why.
 */
function useKept(acts: readonly CaseAct[], id: string | undefined): CaseAct | undefined {
  const offered = acts.find((one) => one.id === id);
  const [kept, setKept] = useState(offered);
  if (offered && offered.id !== kept?.id) setKept(offered);
  return offered ?? (kept?.id === id ? kept : undefined);
}

type Values = Record<string, unknown>;
type ActDrawerProps = Readonly<{ item: CaseDetail; act: CaseAct; onClose: () => void }>;

function ActDrawer({ item, act, onClose }: ActDrawerProps) {
  // The version that this person read; a newer one is taken over only when they say so.
  const [base, setBase] = useState(item.version);
  const key = useOnceKey();
  const perform = useSend(
    (values: Values) => {
      const body = { ...toCommand(act.fields, values), baseVersion: base };
      return send<CaseDetail>("POST", `/cases/${item.id}/acts/${act.id}`, body, { idempotencyKey: key(body) });
    },
    {
      stale: ["/cases", "/alarms", "/overview", "/subjects", "/papers", "/evidence"],
      onDone: (now) => queries.setQueryData(["get", `/cases/${item.id}`, {}], now),
    },
  );
  const explain = (problem: Problem, _form: unknown, dismiss: () => void) => {
    if (problem.code === "case.transition" || problem.code === "case.closed" || problem.code === "access.role") {
      return <Button onClick={onClose}>{t("关闭并查看最新经过", "Close and read what happened")}</Button>;
    }
    if (problem.code !== "version.conflict") return null;
    const current = Number(problem.extra.current);
    return (
      <div className="work-conflict">
        <p>
          {t(
            "这件办件在您填写期间有了新的办理经过，已在左侧页面更新。您填写的内容仍在下方，请对照后再提交。",
            "Something happened to this case while you were writing; the page behind shows it. What you wrote is kept below.",
          )}
        </p>
        <Button
          onClick={() => {
            setBase(Number.isFinite(current) ? current : item.version);
            void makeStale(queries, "/cases");
            dismiss();
          }}
        >
          {t("已对照，继续办理", "I compared; go on")}
        </Button>
      </div>
    );
  };
  return (
    <FormDrawer<Values>
      title={`${t(act.title)} · ${item.number}`}
      intro={item.title}
      submit={t(act.title)}
      danger={act.ends === "void"}
      titles={Object.fromEntries(act.fields.map((field) => [field.name, t(field.title)]))}
      onSubmit={(values) => perform.mutateAsync(values)}
      onClose={onClose}
      explain={explain}
    >
      <Missing act={act} />
      {act.fields.length === 0 && (
        <p className="work-intro">
          {t(
            "此项无需填写内容，提交后记入办理经过，并计入相应时限。",
            "Nothing need be filled in; the act is kept with its time.",
          )}
        </p>
      )}
      {act.fields.map((field) => (
        <ActItem key={field.name} field={field} caseId={item.id} />
      ))}
      <ActBasis act={act} />
    </FormDrawer>
  );
}

/** What stands between this person and the act, before it is tried. */
function Missing({ act }: Readonly<{ act: CaseAct }>) {
  if (act.missing.length === 0) return null;
  const now = act.missing.filter(({ what }) => what !== "guard");
  return (
    <div className="case-missing" role="status">
      <strong>{now.length > 0 ? t("现在还不能办理", "Not yet possible") : t("办理条件", "Condition")}</strong>
      <ul>
        {act.missing.map((one) => (
          <li key={one.what}>{t(one)}</li>
        ))}
      </ul>
      {act.fields.some(({ type }) => type === "files") && act.missing.some(({ what }) => what === "evidence") && (
        <p>{t("可在下方一并上传，随本次办理存为证据。", "Files given below become evidence with this act.")}</p>
      )}
    </div>
  );
}

function ActBasis({ act }: Readonly<{ act: CaseAct }>) {
  if (act.basis.length === 0) return null;
  return (
    <p className="case-basis">
      {t("依据：", "Basis: ")}
      {act.basis.map(({ law, article, verified }, index) => (
        <span key={`${law}${article}`}>
          {index > 0 && "；"}《{law}》{article}
          {!verified && <Unverified />}
        </span>
      ))}
    </p>
  );
}
