import { Link, useParams } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import type { OutlineReply } from "#kernel/register/outline.ts";
import { DetailPage, Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { SubjectKind } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import type { Register, Row } from "./answers.ts";
import { FieldShown, fieldText, useFactorNames } from "./field-value.tsx";
import { OutlineMap } from "./outline-map.tsx";
import { useRegisters } from "./ref-picker.tsx";
import { NoRegister } from "./register.tsx";
import { AmendDrawer, RetireDrawer } from "./register-amend.tsx";
import { RegisterHistory } from "./register-history.tsx";
import { RelatedRows } from "./register-related.tsx";
import "./work.css";

/** One row of a register: its facts at the left; what belongs to it and how it came to be so at the right. */
export function RegisterRowPage() {
  const { id, row } = useParams({ strict: false }) as { id: string; row: string };
  const registers = useRegisters();
  const register = registers.list.find((one) => one.id === id);
  if (!register)
    return <div className="page">{registers.loading ? <BlockSkeleton height={320} /> : <NoRegister />}</div>;
  return <RowLoaded key={row} register={register} registers={registers.list} id={row} />;
}

type LoadedProps = Readonly<{ register: Register; registers: readonly Register[]; id: string }>;

function RowLoaded({ register, registers, id }: LoadedProps) {
  const answer = useGet<Row>(`/${register.path}/${id}`);
  if (answer.data) return <RowPage register={register} registers={registers} row={answer.data} />;
  return (
    <div className="page">
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <BlockSkeleton height={420} />
      )}
    </div>
  );
}

const subjects: Readonly<Record<string, SubjectKind>> = {
  "base.outfall": "outfall",
  "base.air-station": "air-station",
  "base.water-section": "water-section",
};

function RowPage({
  register,
  registers,
  row,
}: Readonly<{ register: Register; registers: readonly Register[]; row: Row }>) {
  const [filters, setFilters] = useFilters();
  const title = nameOf(register, row);
  const close = () => setFilters({ do: undefined });
  const kind = subjects[register.id];
  const related = registers.flatMap((other) =>
    other.fields
      .filter((field) => field.type === "ref" && field.ref === register.id)
      .map((field) => ({ other, field })),
  );
  return (
    <DetailPage
      head={{
        title,
        back: (
          <Link to="/registers/$id" params={{ id: register.id }}>
            ← {t(register.title)}
          </Link>
        ),
        marks: (
          <>
            {row.retired && <span className="work-tag">{t("已停用", "retired")}</span>}
            <SampleTag sample={row.sample} />
          </>
        ),
        sentence: t(
          `第 ${row.version} 版，${row.updatedBy} ${timeText(row.updatedAt)} 更新`,
          `Version ${row.version}, updated ${timeText(row.updatedAt)} by ${row.updatedBy}`,
        ),
        action: (
          <>
            {kind && (
              <Link to="/subjects/$kind/$id" params={{ kind, id: row.id }}>
                <Button>{t("查看监测", "Monitoring")}</Button>
              </Link>
            )}
            {register.canWrite && (
              <>
                <Button onClick={() => setFilters({ do: "retire" })}>
                  {row.retired ? t("恢复使用", "Restore") : t("停用", "Retire")}
                </Button>
                <Button type="primary" onClick={() => setFilters({ do: "amend" })}>
                  {t("修改", "Amend")}
                </Button>
              </>
            )}
          </>
        ),
      }}
      facts={<RowFacts register={register} row={row} />}
    >
      <Tabs
        activeKey={filters.tab ?? (related.length > 0 ? "now" : "history")}
        onChange={(tab) => setFilters({ tab })}
        items={[
          ...(related.length > 0
            ? [
                {
                  key: "now",
                  label: t("现在怎样", "How it stands"),
                  children: <RelatedRows related={related} row={row} title={title} />,
                },
              ]
            : []),
          {
            key: "history",
            label: t("变更记录", "Changes"),
            children: <RegisterHistory register={register} row={row} />,
          },
        ]}
      />
      {filters.do === "amend" && register.canWrite && <AmendDrawer register={register} row={row} onClose={close} />}
      {filters.do === "retire" && register.canWrite && (
        <RetireDrawer register={register} row={row} title={title} onClose={close} />
      )}
    </DetailPage>
  );
}

export function nameOf(register: Register, row: Row): string {
  const field = register.fields[0];
  return (field && fieldText(field, row[field.name])) || row.id;
}

function RowFacts({ register, row }: Readonly<{ register: Register; row: Row }>) {
  const factors = useFactorNames(register);
  const facts = register.fields.map((field) => ({
    title: t(field.title),
    value: <FieldShown field={field} value={row[field.name]} factors={factors} />,
    wide: field.type === "longtext",
  }));
  if (register.placed)
    facts.push({
      title: t("行政区划", "Region"),
      value: <>{`${row.region?.name ?? ""} ${row.region?.code ?? ""}`}</>,
      wide: false,
    });
  facts.push({ title: t("登记时间", "Added"), value: <>{timeText(row.createdAt)}</>, wide: false });
  return (
    <Section title={t("基本信息", "Facts")}>
      <Facts facts={facts} />
      <RowPlace register={register} row={row} />
    </Section>
  );
}

/** Where the row lies: its outline, or its position. */
function RowPlace({ register, row }: Readonly<{ register: Register; row: Row }>) {
  const placed = register.fields.filter(({ type }) => type === "area" || type === "point");
  const field = placed.find(({ type, name }) => type === "area" && row[name]) ?? placed.find(({ name }) => row[name]);
  const path = field ? `/${register.path}/${row.id}/geometry` : null;
  const answer = useGet<OutlineReply>(path, { field: field?.name, version: row.version });
  if (!field || !answer.data?.geometry) return null;
  return (
    <div className="work-place">
      <OutlineMap outlines={[{ shape: answer.data.geometry, tone: "now" }]} label={t(field.title)} />
    </div>
  );
}
