import { Link } from "@tanstack/react-router";
import { Button, DatePicker, Input, Radio } from "antd";
import { useState } from "react";
import type { CandidateReply, MergeReply } from "#kernel/merge/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useGet, useSend } from "../../api.ts";
import type { Register, Row } from "../work/answers.ts";
import { fieldText } from "../work/field-value.tsx";
import { useOnceKey } from "../work/form-drawer.tsx";

type Props = Readonly<{ register: Register; pair: CandidateReply; onDone: () => void }>;

/** Two rows side by side: which stays, which value of each field it has, or that they are two after all. */
export function PairCompare({ register, pair, onDone }: Props) {
  const one = useGet<Row>(`/${register.path}/${pair.one.id}`);
  const other = useGet<Row>(`/${register.path}/${pair.other.id}`);
  const error = one.error ?? other.error;
  if (error) return <ProblemNote error={error} />;
  if (!one.data || !other.data) return <BlockSkeleton height={360} />;
  return <Compare register={register} rows={[one.data, other.data]} onDone={onDone} />;
}

type Kind = "duplicate" | "succession";

function Compare({
  register,
  rows,
  onDone,
}: Readonly<{ register: Register; rows: readonly [Row, Row]; onDone: () => void }>) {
  const [stays, setStays] = useState<0 | 1>(0);
  const [kind, setKind] = useState<Kind>("duplicate");
  const [taken, setTaken] = useState<readonly string[]>([]);
  const [from, setFrom] = useState<string | undefined>();
  const [reason, setReason] = useState("");
  const key = useOnceKey();
  const [survivor, loser] = [rows[stays], rows[stays === 0 ? 1 : 0]];
  const merge = useSend((body: object) => send<MergeReply>("POST", "/merges", body, { idempotencyKey: key(body) }), {
    stale: [""],
    onDone,
  });
  const distinct = useSend(
    (body: object) => send<void>("POST", "/merges/distinct", body, { idempotencyKey: key(body) }),
    { stale: ["/merges"], onDone },
  );
  const fields = register.fields.filter((field) => !field.derived);
  const told = reason.trim().length > 1;
  return (
    <Section title={t("并排对照", "Side by side")} flush>
      <div className="import-scroll">
        <table className="import-rows import-compare">
          <thead>
            <tr>
              <th>{t("字段", "Field")}</th>
              {rows.map((row, index) => (
                <th key={row.id}>
                  <Radio
                    checked={stays === index}
                    onChange={() => {
                      setStays(index as 0 | 1);
                      setTaken([]);
                    }}
                  >
                    {t("保留这一条", "This one stays")}
                  </Radio>
                  <Link to="/registers/$id/$row" params={{ id: register.id, row: row.id }}>
                    {t("打开", "Open")}
                  </Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => {
              const texts = rows.map((row) => fieldText(field, row[field.name]));
              const differs = texts[0] !== texts[1];
              return (
                <tr key={field.name} className={differs ? "import-differs" : undefined}>
                  <td>{t(field.title)}</td>
                  {texts.map((text, index) => {
                    const own = index === stays;
                    const used = own !== taken.includes(field.name);
                    return (
                      <td key={rows[index]?.id}>
                        {differs && kind === "duplicate" ? (
                          <Radio
                            checked={used}
                            onChange={() =>
                              setTaken(own ? taken.filter((name) => name !== field.name) : [...taken, field.name])
                            }
                          >
                            {text || t("（空）", "(empty)")}
                          </Radio>
                        ) : (
                          text || <span className="import-quiet">{t("（空）", "(empty)")}</span>
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className="import-options import-pad">
        <Radio.Group
          className="import-radios"
          value={kind}
          onChange={(event) => setKind(event.target.value as Kind)}
          options={[
            {
              value: "duplicate",
              label: t(
                "同一企业重复建档：另一条的排放口、设备、办件全部转到保留的一条",
                "One firm registered twice: everything of the other goes to the one that stays",
              ),
            },
            {
              value: "succession",
              label: t(
                "企业合并承继：原企业停用，历史仍记在原企业名下",
                "A firm goes on in another: its past stays under its own name",
              ),
            },
          ]}
        />
        {kind === "succession" && (
          <DatePicker
            placeholder={t("承继日期", "From the day")}
            onChange={(_, text) => setFrom(String(text) || undefined)}
          />
        )}
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
          placeholder={t("原因，如：现场核实为同一企业", "Reason")}
        />
        {(merge.error ?? distinct.error) && <ProblemNote error={merge.error ?? distinct.error} fieldTitle={() => ""} />}
        <div className="import-foot">
          <Button
            type="primary"
            disabled={!told}
            loading={merge.isPending}
            onClick={() =>
              merge.mutate({
                register: register.id,
                kind,
                survivor: survivor.id,
                loser: loser.id,
                survivorVersion: survivor.version,
                loserVersion: loser.version,
                take: kind === "duplicate" ? taken : [],
                ...(kind === "succession" && from ? { from } : {}),
                reason: reason.trim(),
              })
            }
          >
            {t("合并", "Merge")}
          </Button>
          <Button
            disabled={!told}
            loading={distinct.isPending}
            onClick={() =>
              distinct.mutate({ register: register.id, one: survivor.id, other: loser.id, reason: reason.trim() })
            }
          >
            {t("不是重复，不再提示", "They are two")}
          </Button>
          <span className="import-quiet">
            {t("合并可以撤销，引用原样退回。", "A merge can be undone; every reference goes back.")}
          </span>
        </div>
      </div>
    </Section>
  );
}
