import { describe, expect, test } from "vitest";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import { measurementsOf } from "#protocols/hj212/measurement.ts";
import { type Packet, parseFrame } from "#protocols/hj212/packet.ts";
import { planSeed } from "#seed/plan.ts";
import { type Cadence, dataArea, editionOf, isMute, periods, upload } from "./compose.ts";
import { episodesBetween } from "./faults.ts";
import { modelOf } from "./model.ts";
import { sm4 } from "./sm4.ts";

const plan = planSeed();
/** 2026-11-24T10:00:00+08:00 */
const tenOClock = 1_795_485_600_000;
const midnight = tenOClock - 10 * 3_600_000;

function packetOf(
  number: number,
  cadence: Cadence,
  from: number,
): { packet: Packet; frames: Uint8Array[]; model: ReturnType<typeof modelOf> } {
  const device = plan.devices[number - 1];
  if (!device) throw new Error(`no device ${number}`);
  const model = modelOf(plan.seed, device);
  const length = periods.on[cadence];
  const episodes = episodesBetween(plan.seed, device, from, from + length);
  const packet = upload(model, cadence, dataArea(model, episodes, { cadence, from, length }), {
    sentAt: from + length + 30_000,
    resent: true,
  });
  const cipher = device.key ? sm4(device.key) : undefined;
  return { packet, frames: encodePacket(packet, { edition: editionOf(model), cipher }), model };
}

describe("every simulated packet", () => {
  for (const cadence of ["realtime", "minute", "hour", "day"] as const)
    test(`of ${cadence} data reads without a violation and gives back its values`, () => {
      for (const device of plan.devices) {
        const { frames, packet } = packetOf(device.number, cadence, cadence === "day" ? midnight : tenOClock);
        expect(frames.length, `${device.mn} ${device.profile}`).toBe(1);
        for (const bytes of frames) {
          const [frame] = createFramer().push(bytes).frames;
          if (!frame) throw new Error("no frame");
          const edition = device.protocol;
          const parsed = parseFrame(frame, { edition, cipher: device.key ? sm4(device.key) : undefined });
          expect(parsed.crcValid).toBe(true);
          expect(parsed.encrypted).toBe(device.key !== null);
          const measured = measurementsOf(parsed.packet, edition);
          expect([...parsed.violations, ...measured.violations], device.mn).toEqual([]);
          expect(measured.cadence).toBe(cadence);
          expect(measured.dataTime).toBe(cadence === "day" ? midnight : tenOClock);
          expect(measured.measurements.length).toBeGreaterThan(5);
          expect(parsed.packet.cp).toEqual(packet.cp);
        }
      }
    });

  test("follows from seed, device and time alone", () => {
    for (const number of [1, 3, 200, 380, 450]) {
      expect(packetOf(number, "hour", tenOClock).frames).toEqual(packetOf(number, "hour", tenOClock).frames);
      expect(packetOf(number, "hour", tenOClock).packet.cp).not.toEqual(
        packetOf(number, "hour", tenOClock - 3_600_000).packet.cp,
      );
    }
  });

  test("says RF=1 only in the edition that knows it, and lacks QN and Flag only in some of 2005", () => {
    for (const device of plan.devices) {
      const { packet, model } = packetOf(device.number, "hour", tenOClock);
      expect(packet.resent).toBe(device.protocol === "HJ212-2025");
      if (isMute(model)) expect(device.protocol).toBe("HJ212-2005");
      expect(packet.qn === "").toBe(isMute(model));
    }
  });

  test("keeps hour means between the minima and maxima, and converted values consistent with oxygen", () => {
    const { packet } = packetOf(1, "hour", tenOClock);
    const values = new Map(packet.cp.flat());
    const of = (name: string) => Number(values.get(name));
    for (const factor of ["a34013", "a21026", "a21002"]) {
      expect(of(`${factor}-Min`)).toBeLessThanOrEqual(of(`${factor}-Avg`));
      expect(of(`${factor}-Avg`)).toBeLessThanOrEqual(of(`${factor}-Max`));
      const conversion = (21 - 6) / (21 - of("a19001-Avg"));
      expect(of(`${factor}-ZsAvg`) / of(`${factor}-Avg`)).toBeCloseTo(conversion, 1);
    }
  });
});
