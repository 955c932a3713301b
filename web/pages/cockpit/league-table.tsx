import { Link } from "@tanstack/react-router";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Overview } from "../../contract.ts";

/** Each league's devices, alarms and cases side by side. */
export function LeagueTable({ leagues }: Readonly<{ leagues: Overview["leagues"] }>) {
  return (
    <Section title={t("分盟市", "By league")} flush>
      <div className="league-scroll">
        <table className="plain-table league-table">
          <thead>
            <tr>
              <th>{t("盟市", "League")}</th>
              <th className="number">{t("设备", "Devices")}</th>
              <th className="number">{t("在线", "Online")}</th>
              <th className="number">{t("在线率", "Online share")}</th>
              <th aria-hidden />
              <th className="number">{t("未结报警", "Open alarms")}</th>
              <th className="number">{t("在办办件", "Open cases")}</th>
            </tr>
          </thead>
          <tbody>
            {leagues.map((league) => {
              const share = league.devices > 0 ? (league.online / league.devices) * 100 : null;
              return (
                <tr key={league.code}>
                  <td>
                    <Link to="/map" search={{ league: league.code } as never}>
                      {league.name}
                    </Link>
                  </td>
                  <td className="number">{numberText(league.devices)}</td>
                  <td className="number">{numberText(league.online)}</td>
                  <td className="number">
                    {share === null ? t("无设备", "none") : `${numberText(share, { digits: 1 })}%`}
                  </td>
                  <td className="league-bar">
                    <i style={{ width: `${share ?? 0}%` }} />
                  </td>
                  <td className="number">
                    <Count count={league.alarms} to="/alarms" search={{ region: league.code }} />
                  </td>
                  <td className="number">
                    <Count count={league.cases} to="/cases" search={{ region: league.code }} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Count({ count, to, search }: Readonly<{ count: number; to: string; search: Record<string, string> }>) {
  if (count === 0) return <span className="quiet">0</span>;
  return (
    <Link to={to} search={search as never}>
      {numberText(count)}
    </Link>
  );
}
