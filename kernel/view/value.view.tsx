import { Tooltip } from "antd";
import { type Absence, Absent } from "./absent.view.tsx";
import { numberText } from "./format.ts";
import { t } from "./language.view.tsx";
import { flagTitles } from "./status.ts";

type ValueProps = Readonly<{
  value: number | null | undefined;
  unit?: string;
  /** Decimals of the column, so that they stand under each other. */
  digits?: number;
  /** HJ 212 flag; anything but N is shown beside the value. */
  flag?: string;
  absence?: Absence;
  /** The value exceeds its limit: said by a triangle and by weight. */
  over?: boolean;
}>;

/** A measured number: tabular figures, its unit smaller, its flag when it is not a plain good value. */
export function Value({ value, unit, digits, flag, absence, over }: ValueProps) {
  if (value === null || value === undefined) return <Absent kind={absence} />;
  return (
    <span className={over ? "value value-over" : "value"}>
      {over && (
        <svg width="9" height="9" viewBox="0 0 12 12" role="img" aria-label={t("超限", "over limit")}>
          <path d="M6 1 11.5 11h-11z" fill="var(--red)" />
        </svg>
      )}
      {numberText(value, { digits })}
      {unit && <span className="value-unit">{unit}</span>}
      {flag && flag !== "N" && <Flag flag={flag} />}
    </span>
  );
}

/** A data flag with its meaning on hover. */
export function Flag({ flag }: Readonly<{ flag: string }>) {
  const title = flagTitles[flag];
  return (
    <Tooltip title={title ? `${flag} ${t(title)}` : flag}>
      <span className="flag">{title ? `${flag} ${t(title)}` : flag}</span>
    </Tooltip>
  );
}
