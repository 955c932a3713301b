import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { verdicts, zoneKinds } from "#domains/conservation/activity.ts";
import type { ClueDetail } from "#domains/conservation/clue-contract.ts";
import { coverClasses, isCoverClass } from "#domains/conservation/cover-class.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { activityText, type ClueRow, ClueStateMark, ConfidenceMark, hectaresText } from "./words.tsx";

/** One clue beside the map: what it is, where it lies, how sure and how severe it is and why, who has it. */
export function CluePanel({ clue, onClose }: Readonly<{ clue: ClueRow; onClose: () => void }>) {
  const detail = useGet<ClueDetail>(`/conservation/clues/${clue.id}`);
  return (
    <aside className="clue-panel" aria-label={clue.number}>
      <header>
        <h2>
          {clue.number} <SampleTag sample={clue.sample} />
        </h2>
        <Button type="text" size="small" onClick={onClose} aria-label={t("关闭", "Close")}>
          ✕
        </Button>
      </header>
      <p className="clue-panel-marks">
        <ClueStateMark state={clue.state} />
        <ConfidenceMark confidence={clue.confidence} />
        {clue.recurrences > 0 && (
          <span className="clue-again">{t(`第 ${clue.recurrences} 次复发`, `recurred ${clue.recurrences}×`)}</span>
        )}
      </p>
      <Facts facts={factsOf(clue)} />
      {detail.error && !detail.data ? (
        <ProblemNote error={detail.error} onRetry={() => void detail.refetch()} />
      ) : detail.data ? (
        <Story detail={detail.data} />
      ) : (
        <RowSkeleton rows={6} />
      )}
    </aside>
  );
}

const classText = (name: string | null): string =>
  name && isCoverClass(name) ? t(coverClasses[name]) : t("未分类", "unclassified");

function factsOf(clue: ClueRow) {
  const zone = clue.zoneKind in zoneKinds ? t(zoneKinds[clue.zoneKind as keyof typeof zoneKinds]) : clue.zoneKind;
  return [
    { title: t("活动", "Activity"), value: activityText(clue.activity) },
    { title: t("面积", "Area"), value: hectaresText(clue.hectares) },
    ...(clue.fromClass || clue.toClass
      ? [{ title: t("变化", "Change"), value: `${classText(clue.fromClass)} → ${classText(clue.toClass)}` }]
      : []),
    { title: t("分区", "Zone"), value: zone },
    ...(clue.redLine
      ? [{ title: t("红线图斑", "Red line"), value: <RowLink id="conservation.red-line" row={clue.redLine} /> }]
      : []),
    ...(clue.reserve
      ? [
          {
            title: t("保护地", "Reserve"),
            value: (
              <Link to="/conservation/reserves/$id" params={{ id: clue.reserve.id }}>
                {clue.reserve.name}
              </Link>
            ),
          },
        ]
      : []),
    { title: t("区划", "Region"), value: clue.region.name },
    { title: t("首次发现", "First seen"), value: clue.firstSeen },
    { title: t("最近发现", "Last seen"), value: clue.lastSeen },
    ...(clue.growth
      ? [
          {
            title: t("扩大速度", "Growth"),
            value: t(
              `${numberText(clue.growth, { digits: 2 })} 公顷/年`,
              `${numberText(clue.growth, { digits: 2 })} ha/a`,
            ),
          },
        ]
      : []),
    ...(clue.approvedShare
      ? [{ title: t("已批准", "Approved"), value: `${numberText(clue.approvedShare, { atMost: 1 })}%` }]
      : []),
    ...(clue.ministryNumber ? [{ title: t("部编号", "Ministry's number"), value: clue.ministryNumber }] : []),
  ];
}

function RowLink({ id, row }: Readonly<{ id: string; row: Readonly<{ id: string; name: string }> }>) {
  return (
    <Link to="/registers/$id/$row" params={{ id, row: row.id }}>
      {row.name}
    </Link>
  );
}

function Story({ detail }: Readonly<{ detail: ClueDetail }>) {
  const { severity, rule, sightings, cases, projects } = detail;
  return (
    <>
      {cases.length > 0 && (
        <Section title={t("办理", "Handling")}>
          {cases.map((one) => (
            <p key={one.id} className="clue-line">
              <Link to="/cases/$id" params={{ id: one.id }}>
                {one.number}
              </Link>
              <span>{t(one.state)}</span>
            </p>
          ))}
        </Section>
      )}
      {rule && (
        <Section title={t("负面清单", "Negative list")}>
          <p>
            <b>{t(verdicts[rule.verdict])}</b> <Unverified verified={rule.verified} />
          </p>
          <p className="quiet small">{rule.basis}</p>
          {rule.conditions && <p className="small">{rule.conditions}</p>}
        </Section>
      )}
      {severity && (
        <Section
          title={t("轻重怎么算出", "How the severity came about")}
          aside={<Unverified verified={severity.verified} />}
        >
          <table className="plain-table clue-terms">
            <tbody>
              {severity.terms.map((term) => (
                <tr key={term.id}>
                  <td>{t(term.title)}</td>
                  <td className="quiet">{t(term.because)}</td>
                  <td className="number">× {numberText(term.factor, { digits: 2 })}</td>
                </tr>
              ))}
              <tr className="clue-total">
                <td colSpan={2}>{t("轻重次序", "Severity")}</td>
                <td className="number">{numberText(severity.value, { digits: 2 })}</td>
              </tr>
            </tbody>
          </table>
          <p className="quiet small">{severity.source}</p>
        </Section>
      )}
      <Section title={t("历次影像", "Images")}>
        {sightings.map((sight) => (
          <p key={`${sight.run}-${sight.layer.id}`} className="clue-line">
            <span>{sight.layer.coveredOn}</span>
            <span className={sight.seen ? undefined : "quiet"}>
              {sight.seen ? hectaresText(sight.hectares) : t("未见", "not seen")}
            </span>
          </p>
        ))}
        {sightings.length === 0 && (
          <p className="quiet">
            {t("来自部下发批次，尚无本级影像印证", "From the ministry; no image of ours shows it yet")}
          </p>
        )}
      </Section>
      {projects.length > 0 && (
        <Section title={t("涉及的已批准项目", "Approved projects")}>
          {projects.map((project) => (
            <p key={project.id} className="clue-line">
              <RowLink id="conservation.project" row={project} />
              <span>{hectaresText(project.hectares)}</span>
            </p>
          ))}
        </Section>
      )}
    </>
  );
}
