import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { clockText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import { RegisterTransfer } from "../import/register-transfer.tsx";
import type { Register, Row } from "./answers.ts";
import { registerColumns, useFactorNames } from "./field-value.tsx";
import { useRegisters } from "./ref-picker.tsx";
import { askedOf, chipsOf, RegisterFilters } from "./register-filters.tsx";
import { RegisterMap } from "./register-map.tsx";
import "./work.css";

/** The list of one register, drawn from its declaration. */
export function RegisterPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const registers = useRegisters();
  const register = registers.list.find((one) => one.id === id);
  if (register) return <RegisterList key={register.id} register={register} />;
  return (
    <div className="page">
      {registers.error ? <ProblemNote error={registers.error} onRetry={registers.retry} /> : null}
      {registers.loading && <BlockSkeleton height={320} />}
      {!registers.loading && !registers.error && <NoRegister />}
    </div>
  );
}

const isPlace = (field: Register["fields"][number]): boolean => field.type === "point" || field.type === "area";

/** List or map of the same rows, and the way to a new one. */
function ListActions({ register, drawn, asked }: Readonly<{ register: Register; drawn: boolean; asked: Filters }>) {
  const [, setFilters] = useFilters();
  return (
    <>
      {register.fields.some(isPlace) && (
        <Segmented
          className="work-view"
          value={drawn ? "map" : "list"}
          onChange={(view) => setFilters({ view: view === "map" ? "map" : undefined, chosen: undefined })}
          options={[
            { value: "list", label: t("列表", "List") },
            { value: "map", label: t("地图", "Map") },
          ]}
        />
      )}
      <RegisterTransfer register={register} asked={asked} />
      {register.canWrite && (
        <Link to="/registers/$id/new" params={{ id: register.id }}>
          <Button type="primary">{t(`新增${register.noun.zh}`, `Add ${register.noun.en}`)}</Button>
        </Link>
      )}
    </>
  );
}

export function NoRegister() {
  return (
    <>
      <PageHead title={t("没有这份台账", "There is no such list")} />
      <Empty title={t("地址抄写有误，或您的角色不查阅它。", "The address is wrong, or your role does not read it.")} />
    </>
  );
}

function RegisterList({ register }: Readonly<{ register: Register }>) {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const { sort } = filters;
  const asked = askedOf(filters);
  const drawn = filters.view === "map" && register.fields.some(isPlace);
  const { data, error, retry, updatedAt } = usePages<Row>(`/${register.path}`, { ...asked, sort });
  const filtering = Object.keys(asked).length > 0;
  const title = t(register.title);
  const sentence = data.loading
    ? undefined
    : t(
        `${data.more ? `已载入 ${data.rows.length} 条，向下滚动继续` : `共 ${data.rows.length} 条`}${filtering ? "符合筛选" : ""}，${clockText(updatedAt)} 更新`,
        `${data.rows.length}${data.more ? " loaded, scroll for more" : " in all"}, as of ${clockText(updatedAt)}`,
      );
  return (
    <ListPage<Row>
      id={register.id}
      head={{
        title,
        sentence,
        action: <ListActions register={register} drawn={drawn} asked={asked} />,
      }}
      instead={drawn ? <RegisterMap register={register} asked={asked} /> : undefined}
      columns={registerColumns(register, useFactorNames(register))}
      data={data}
      error={error}
      onRetry={retry}
      rowKey={(row) => row.id}
      onOpen={(row) => void navigate({ to: "/registers/$id/$row", params: { id: register.id, row: row.id } })}
      chips={chipsOf(register, filters, setFilters)}
      filters={<RegisterFilters register={register} filters={filters} setFilters={setFilters} />}
      onClear={
        filtering
          ? () => setFilters(Object.fromEntries(Object.keys(asked).map((name) => [name, undefined])))
          : undefined
      }
      sort={sort}
      onSort={(next) => setFilters({ sort: next })}
      exportName={title}
      empty={
        <Empty
          title={
            filtering
              ? t("没有符合筛选的记录", "Nothing matches the filters")
              : t(`还没有${register.noun.zh}`, `No ${register.noun.en} yet`)
          }
        >
          {filtering ? t("放宽或清除筛选再看。", "Widen or clear the filters.") : undefined}
        </Empty>
      }
    />
  );
}
