import { expect, test } from "vitest";
import { parseTime } from "#kernel/time.ts";
import { airQuality, type FactorValue, waterQuality } from "./quality.ts";
import { stateOf } from "./subject-state.ts";

const time = parseTime("2026-11-24T09:00:00+08:00") as number;
const value = (factor: string, text: string, unit: string): FactorValue => ({ factor, value: text, unit, time });
const six = [
  value("a21026", "20", "µg/m3"),
  value("a21004", "40", "µg/m3"),
  value("a21005", "0.8", "mg/m3"),
  value("a05024", "60", "µg/m3"),
  value("a34002", "80", "µg/m3"),
  value("a34004", "0.061", "mg/m3"),
];
const monitored = new Set(six.map(({ factor }) => factor));

test("the index of an hour follows HJ 633-2026: PM2.5 of 61 µg/m3 gives 101, whatever the unit of the channel", () => {
  const quality = airQuality(six, monitored, "hour");
  expect(quality).toMatchObject({ level: 3, headline: { label: "AQI", value: 101 } });
  expect(quality?.judgement).toMatchObject({ aqi: 101, edition: "HJ 633-2026", primary: ["PM₂.₅"], basis: "hour" });
});

test("with an item missing, an index up to 100 is not published", () => {
  expect(airQuality(six.slice(0, 5), monitored, "hour")).toMatchObject({
    level: undefined,
    headline: undefined,
    judgement: { aqi: null },
  });
  expect(airQuality([], monitored, "hour")).toBeUndefined();
});

test("the class of a section is that of its worst item", () => {
  const quality = waterQuality(
    [value("w01001", "7.5", ""), value("w01009", "8", "mg/L"), value("w21003", "1.2", "mg/L")],
    "river",
    "latest",
  );
  expect(quality).toMatchObject({
    level: 4,
    headline: { label: "水质类别", value: 4, unit: "类" },
    judgement: { primary: ["氨氮"], edition: "GB 3838-2002" },
  });
});

test("the state of a point is the first that holds", () => {
  const facts = {
    hasDevice: true,
    marks: [],
    stopped: false,
    alarm: false,
    over: false,
    silent: false,
    flags: ["N", "N"],
  };
  expect(stateOf(facts)).toBe("normal");
  expect(stateOf({ ...facts, hasDevice: false })).toBe("unmonitored");
  expect(stateOf({ ...facts, alarm: true, over: true })).toBe("alarm");
  expect(stateOf({ ...facts, alarm: true, marks: ["maintenance"] })).toBe("maintenance");
  expect(stateOf({ ...facts, silent: true, alarm: true })).toBe("silent");
  expect(stateOf({ ...facts, flags: ["F", "F"] })).toBe("stopped");
  expect(stateOf({ ...facts, flags: ["N", "D"] })).toBe("fault");
});
