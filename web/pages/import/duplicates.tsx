import type { CandidateReply } from "#kernel/merge/contract.ts";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { useRegisters } from "../work/ref-picker.tsx";
import { Merges } from "./merges.tsx";
import { PairCompare } from "./pair-compare.tsx";
import "./import.css";

const registerId = "base.enterprise";
const keyOf = (pair: CandidateReply): string => `${pair.one.id},${pair.other.id}`;

/** Enterprises that may be one: the pairs at the left, the chosen pair side by side, and what was merged below. */
export function DuplicatesPage() {
  const [filters, setFilters] = useFilters();
  const registers = useRegisters();
  const register = registers.list.find(({ id }) => id === registerId);
  const { data, error, refetch } = useGet<{ items: CandidateReply[] }>("/merges/candidates", { register: registerId });
  const pairs = data?.items ?? [];
  const chosen = pairs.find((pair) => keyOf(pair) === filters.pair);
  return (
    <div className="page import-page">
      <PageHead
        title={t("疑似重复企业", "Suspected duplicate enterprises")}
        sentence={
          data &&
          t(
            `${pairs.length} 对：组织机构代码相同，或名称相近且距离不超过 3 公里`,
            `${pairs.length} pairs: the same organisation code, or alike by name and within 3 km`,
          )
        }
      />
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      <div className="import-pairs">
        <Section title={t("待核对", "To be looked at")} flush>
          {!data && !error && <BlockSkeleton height={200} />}
          {data && pairs.length === 0 && <Empty title={t("没有疑似重复的企业", "No suspected duplicates")} />}
          <ul className="import-pair-list">
            {pairs.map((pair) => (
              <li key={keyOf(pair)}>
                <button type="button" aria-pressed={pair === chosen} onClick={() => setFilters({ pair: keyOf(pair) })}>
                  <b>{pair.one.name}</b>
                  <b>{pair.other.name}</b>
                  <span className="import-quiet">{whyText(pair)}</span>
                </button>
              </li>
            ))}
          </ul>
        </Section>
        {register && chosen ? (
          <PairCompare
            key={keyOf(chosen)}
            register={register}
            pair={chosen}
            onDone={() => {
              setFilters({ pair: undefined });
              void refetch();
            }}
          />
        ) : (
          <Section>
            <Empty title={t("选择一对企业，并排对照", "Choose a pair to compare")} />
          </Section>
        )}
      </div>
      <Merges register={registerId} onDone={() => void refetch()} />
    </div>
  );
}

function whyText(pair: CandidateReply): string {
  const parts = [
    pair.sameCode ? t("组织机构代码相同", "same organisation code") : "",
    t(`名称相近 ${Math.round(pair.alike * 100)}%`, `names ${Math.round(pair.alike * 100)}% alike`),
    pair.metres === null
      ? ""
      : pair.metres < 1000
        ? t(`相距 ${pair.metres} 米`, `${pair.metres} m apart`)
        : t(`相距 ${(pair.metres / 1000).toFixed(1)} 公里`, `${(pair.metres / 1000).toFixed(1)} km apart`),
    pair.region.name,
  ];
  return parts.filter(Boolean).join(" · ");
}
