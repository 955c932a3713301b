import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { t } from "#kernel/view/language.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { get } from "../../api.ts";
import { words } from "../../language.ts";
import type { CaseDetail } from "../work/answers.ts";
import { type CaseLine, reasonOf } from "../work/cases.tsx";
import { CaseStateMark, ClockMark, dueText } from "../work/marks.tsx";

/** So many cases show here with the act that is expected; the list holds them all. */
const most = 8;

/** Cases that run, those that ask something of the enterprise first, each with its nearest term and the act that is due. */
export function WaitingCases({ cases }: Readonly<{ cases: readonly CaseLine[] }>) {
  // Which act is ours and which term is nearest stands in the case itself.
  const details = useQueries({
    queries: cases.slice(0, most).map((item) => ({
      queryKey: ["get", `/cases/${item.id}`, {}],
      queryFn: ({ signal }: { signal: AbortSignal }) => get<CaseDetail>(`/cases/${item.id}`, {}, signal),
    })),
  });
  if (cases.length === 0)
    return (
      <Empty title={t("没有在办办件", "No open cases")}>
        {t("小时均值或日均值超标立案后，会出现在这里并开始计时。", "A case shows here with its clock when one opens.")}
      </Empty>
    );
  const rows = cases.slice(0, most).map((item, index) => ({ item, detail: details[index]?.data }));
  rows.sort((a, b) => Number(!a.detail?.acts.length) - Number(!b.detail?.acts.length));
  return (
    <ul className="home-cases">
      {rows.map(({ item, detail }) => (
        <CaseRow key={item.id} item={item} detail={detail} />
      ))}
    </ul>
  );
}

function CaseRow({ item, detail }: Readonly<{ item: CaseLine; detail: CaseDetail | undefined }>) {
  const act = detail?.acts[0];
  const clock = detail?.clocks
    .filter((one) => one.state === "running" || one.state === "overdue")
    .sort((a, b) => a.due.localeCompare(b.due))[0];
  const due = clock?.due ?? item.due;
  return (
    <li>
      <ClockMark clock={clock ?? item.clock} />
      <div>
        <Link to="/cases/$id" params={{ id: item.id }}>
          {item.subject?.name} {reasonOf(item)}
        </Link>
        <div className="quiet small">
          {item.number}
          {due && (
            <>
              {t("，", ", ")}
              {clock ? `${words(clock.title)} ` : ""}
              {t(`应于 ${dueText(due)} 前完成`, `due ${dueText(due)}`)}
            </>
          )}
        </div>
      </div>
      <CaseStateMark state={item.state} />
      {act ? (
        <Link to="/cases/$id" params={{ id: item.id }} search={{ act: act.id } as never} tabIndex={-1}>
          <Button type="primary" size="small">
            {t(act.title)}
          </Button>
        </Link>
      ) : (
        <span className="quiet small">{detail ? t("等待对方办理", "waiting for the bureau") : ""}</span>
      )}
    </li>
  );
}
