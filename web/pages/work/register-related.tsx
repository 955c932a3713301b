import { Link, useNavigate } from "@tanstack/react-router";
import { DataTable } from "#kernel/view/data-table.view.tsx";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import type { Register, RegisterField, Row } from "./answers.ts";
import { registerColumns, useFactorNames } from "./field-value.tsx";

type Relation = Readonly<{ other: Register; field: RegisterField }>;

/** What points at this row: the outfalls of an enterprise, the limits and marks of an outfall. */
export function RelatedRows({
  related,
  row,
  title,
}: Readonly<{ related: readonly Relation[]; row: Row; title: string }>) {
  return (
    <div className="work-stack">
      {related.map((relation) => (
        <Related key={`${relation.other.id}.${relation.field.name}`} {...relation} row={row} title={title} />
      ))}
    </div>
  );
}

function Related({ other, field, row, title }: Relation & Readonly<{ row: Row; title: string }>) {
  const navigate = useNavigate();
  const { data, error, retry } = usePages<Row>(`/${other.path}`, { [`filter.${field.name}`]: row.id }, 20);
  // The column that would say the same in every row is left out.
  const columns = registerColumns(other, useFactorNames(other))
    .filter((column) => column.id !== field.name && column.id !== "region" && !column.optional)
    .map((column) => ({ ...column, sort: undefined }));
  const known = {
    [field.name]: row.id,
    [`${field.name}.name`]: title,
    ...(row.region ? { region: row.region.code } : {}),
  };
  return (
    <Section
      flush
      title={t(other.title)}
      aside={
        <>
          <Link to="/registers/$id" params={{ id: other.id }} search={{ [`filter.${field.name}`]: row.id } as never}>
            {t("在列表中打开", "Open as a list")}
          </Link>
          {other.canWrite && (
            <Link to="/registers/$id/new" params={{ id: other.id }} search={known as never}>
              {t(`新增${other.noun.zh}`, `Add ${other.noun.en}`)}
            </Link>
          )}
        </>
      }
    >
      {error ? (
        <ProblemNote error={error} onRetry={retry} />
      ) : (
        <DataTable<Row>
          label={t(other.title)}
          columns={columns}
          data={data}
          rowKey={(each) => each.id}
          onOpen={(each) => void navigate({ to: "/registers/$id/$row", params: { id: other.id, row: each.id } })}
          height={Math.min(8, Math.max(1, data.rows.length)) * 36 + 56}
          empty={<Empty title={t(`没有${other.noun.zh}`, `No ${other.noun.en}`)} />}
        />
      )}
    </Section>
  );
}
