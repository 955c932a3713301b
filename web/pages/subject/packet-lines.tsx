import { Link } from "@tanstack/react-router";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { packetVerdicts } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import type { PacketItem } from "../../contract.ts";

/** The last packets of a device; each opens as it arrived. */
export function PacketLines({ packets, empty }: Readonly<{ packets: readonly PacketItem[]; empty: string }>) {
  if (packets.length === 0) return <Empty title={empty} />;
  return (
    <ul className="packet-lines">
      {packets.map((packet) => (
        <li key={packet.received}>
          <Link to="/packets/$mn/$received" params={{ mn: packet.mn, received: packet.received }}>
            {timeText(packet.received, "second")}
          </Link>
          <StatusMark
            status={packetVerdicts[packet.verdict as keyof typeof packetVerdicts] ?? packetVerdicts.rejected}
          />
          <span className="quiet">{packet.cn && `CN ${packet.cn}`}</span>
          <span className="number quiet">
            {packet.reason || t(`${packet.readings} 个值`, `${packet.readings} values`)}
          </span>
        </li>
      ))}
    </ul>
  );
}
