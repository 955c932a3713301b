import { describe, expect, test } from "vitest";
import { relationalEngines } from "#store/kit.ts";
import { openJudge } from "./judge.server.ts";
import { at, hourOf, judgeKit } from "./kit.server.ts";

describe.each(relationalEngines)(
  "a device that falls silent while it is over the limit, with PostgreSQL %s",
  (kind) => {
    const kit = judgeKit(kind);
    const { clock, plant, commit, settle, alarms } = kit;

    test("its alarms end with the last data and say so; data that come back soon open the same alarm again", async () => {
      const { outfall, mn, series } = await plant([
        ["Avg", "minute"],
        ["Rtd", "realtime"],
      ]);
      const [minutes, realtime] = [series["Avg-minute"] as number, series["Rtd-realtime"] as number];
      const judge = openJudge(kit.platform);
      const last = clock.now - 20_000;
      await commit(mn, [...hourOf(minutes, at("2026-11-24T09:00:00"), () => "60"), [realtime, last, "70"]]);
      await settle(judge);
      expect(await alarms(outfall, "hour-over")).toMatchObject([{ ended: null }]);
      expect(await alarms(outfall, "realtime-over")).toMatchObject([{ ended: null }]);

      clock.now += 15 * 60_000;
      await settle(judge);
      expect(await alarms(outfall, "silence")).toMatchObject([{ started: new Date(last), ended: null }]);
      const [hourly] = await alarms(outfall, "hour-over");
      expect(hourly).toMatchObject({ ended: new Date(at("2026-11-24T10:00:00")), withdrawn_at: null });
      expect(hourly?.explanation_zh).toContain(
        "因数据中断结束：自 2026-11-24 10:00 起没有数据，按最后数据止于 2026-11-24 10:00，是否恢复未知。",
      );
      const [reminder] = await alarms(outfall, "realtime-over");
      expect(reminder).toMatchObject({ ended: new Date(last) });
      expect(reminder?.explanation_zh).toContain("因数据中断结束");

      // looked at again at the turn of the hour, it stays ended
      clock.now = at("2026-11-24T11:00:10");
      await settle(judge);
      expect(await alarms(outfall, "hour-over")).toMatchObject([{ id: hourly?.id, ended: hourly?.ended }]);

      clock.now = at("2026-11-24T12:00:30");
      await commit(mn, [
        ...hourOf(minutes, at("2026-11-24T11:00:00"), () => "65"),
        [realtime, at("2026-11-24T12:00:20"), "20"],
      ]);
      for (let turn = 0; turn < 3; turn++) {
        await settle(judge);
        clock.now += 20_000;
      }
      expect(await alarms(outfall, "silence")).toMatchObject([{ started: new Date(last), ended: expect.any(Date) }]);
      expect(await alarms(outfall, "hour-over")).toMatchObject([{ id: hourly?.id, ended: null, hours: 2 }]);
      expect(await alarms(outfall, "realtime-over")).toMatchObject([{ id: reminder?.id, ended: new Date(last) }]);
    });
  },
);
