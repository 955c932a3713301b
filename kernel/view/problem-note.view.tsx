import { Button } from "antd";
import { timeText } from "./format.ts";
import { language, t } from "./language.view.tsx";
import { type Problem, problemFrom } from "./problem.ts";

/** The sentence of a refusal in the reader's language. */
export function problemText(error: unknown): string {
  const problem = problemFrom(error);
  const text = (language() === "zh" ? problem.zh : problem.en) || problem.message;
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)/g, (time) => timeText(time));
}

type ProblemNoteProps = Readonly<{
  error: unknown;
  /** Names fields in words, or hides one with an empty word; without it the path is shown as sent. */
  fieldTitle?: (field: string) => string | undefined;
  onRetry?: () => void;
}>;

/** What was refused, which field, what to do, and the code to quote. Stands where the content would have stood. */
export function ProblemNote({ error, fieldTitle, onRetry }: ProblemNoteProps) {
  const problem: Problem = problemFrom(error);
  const field = problem.field && (fieldTitle?.(problem.field) ?? problem.field);
  return (
    <div className="problem-note" role="alert">
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden>
        <circle cx="9" cy="9" r="8" fill="none" stroke="var(--red)" strokeWidth="1.6" />
        <path d="M9 4.5v5.4M9 12v1.6" stroke="var(--red)" strokeWidth="1.8" />
      </svg>
      <div>
        <p className="problem-what">{problemText(problem)}</p>
        <p className="problem-detail">
          {field && (
            <span>
              {t("字段", "Field")} {field}
            </span>
          )}
          <span>
            {t("代码", "Code")} <code>{problem.code}</code>
          </span>
        </p>
        {onRetry && (
          <Button size="small" onClick={onRetry}>
            {t("重试", "Try again")}
          </Button>
        )}
      </div>
    </div>
  );
}
