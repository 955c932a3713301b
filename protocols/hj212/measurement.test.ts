import { describe, expect, test } from "vitest";
import { createFramer } from "./framer.ts";
import type { Measured } from "./measurement.ts";
import { civilToEpoch, facilitiesOf, measurementsOf } from "./measurement.ts";
import type { Edition, Group, Packet } from "./packet.ts";
import { parseFrame } from "./packet.ts";
import { samples } from "./samples.ts";
import { groupsOf } from "./segment.ts";
import { bytesOf } from "./utf8.ts";

const TIME = Date.UTC(2016, 7, 1, 0, 58, 57);

function packet(cn: string, cp: string, flag: number | undefined = 5): Packet {
  const groups: Group[] = groupsOf(cp, 0, cp.length, []);
  const fields = { qn: "20160801085857223", st: "32", cn, pw: "123456", mn: "010000A8900016F000169DC0" };
  return { ...fields, flag, pnum: undefined, pno: undefined, resent: false, cp: groups };
}

function measure(cp: string, cn = "2011", edition?: Edition): Measured {
  return measurementsOf(packet(cn, `DataTime=20160801085857;${cp}`), edition);
}

function blame(measured: Measured): string[] {
  return measured.violations.map(({ code, place }) => `${code} ${place}`);
}

function sample(part: string): Packet {
  const found = samples.find(({ frame }) => frame.includes(part));
  const frame = createFramer().push(bytesOf(`${found?.frame}\r\n`)).frames[0];
  return parseFrame(frame as NonNullable<typeof frame>).packet;
}

describe("measurements", () => {
  test("of real-time data bear code, value, mark and time", () => {
    expect(measure("w01001-Rtd=7.10,w01001-Flag=D;w01018-SampleTime=20160801070000,w01018-Rtd=-2.2")).toEqual({
      cadence: "realtime",
      dataTime: TIME,
      measurements: [
        { factor: "w01001", reported: "w01001", aggregate: "Rtd", value: "7.10", flag: "D", time: TIME },
        {
          factor: "w01018",
          reported: "w01018",
          aggregate: "Rtd",
          value: "-2.2",
          flag: "",
          time: Date.UTC(2016, 6, 31, 23),
        },
      ],
      violations: [expect.objectContaining({ code: "mark-missing", place: "w01018" })],
    });
  });

  test("of an hour begin at its start, and one mark qualifies all values of the factor", () => {
    const { cadence, dataTime, measurements, violations } = measurementsOf(
      sample("CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801080000;w00000"),
    );
    expect([cadence, dataTime, violations]).toEqual(["hour", civilToEpoch("20160801080000"), []]);
    expect(measurements.map(({ factor, aggregate, value }) => `${factor} ${aggregate} ${value}`)).toEqual([
      "w00000 Cou 63.0",
      "w00000 Min 16.4",
      "w00000 Avg 17.5",
      "w00000 Max 20.1",
      "w01001 Min 7.1",
      "w01001 Avg 7.5",
      "w01001 Max 7.8",
      "w01018 Cou 63.0",
      "w01018 Min 40.1",
      "w01018 Avg 40.1",
      "w01018 Max 40.1",
    ]);
    expect(new Set(measurements.map(({ flag }) => flag))).toEqual(new Set(["N"]));
  });

  test("of a day of noise have day and night values", () => {
    const { cadence, measurements } = measurementsOf(sample("Ld-DayData"));
    expect([cadence, measurements.length]).toEqual(["day", 24]);
    expect(measurements.find(({ factor }) => factor === "Ln")).toMatchObject({ aggregate: "NightData", value: "52.5" });
  });

  test("of 2005 are mapped to the codes of 2017, and the code as sent stays", () => {
    const measured = measurementsOf(sample("B01-Rtd=36.91;060-Rtd=1.803"));
    expect(measured.measurements.map(({ factor, reported }) => [factor, reported])).toEqual([
      ["w01018", "011"],
      ["w00000", "B01"],
      ["w21003", "060"],
    ]);
    expect(blame(measured)).toEqual(["mark-missing w00000"]);
    const late = measurementsOf(packet("2011", "DataTime=20160801085857;011-Rtd=1,011-Flag=N"));
    expect(blame(late)).toEqual(["factor-old 011-Rtd"]);
    expect(blame(measurementsOf(packet("2011", "DataTime=20160801085857;011-Rtd=1,011-Flag=N"), "HJ212-2005"))).toEqual(
      [],
    );
  });

  test("of a code without its first letter belong to the factor of their group", () => {
    const { measurements, violations } = measurementsOf(sample("01018-Rtd=2.2,w01018-Flag=N"));
    expect(measurements[1]).toEqual({
      factor: "w01018",
      reported: "01018",
      aggregate: "Rtd",
      value: "2.2",
      flag: "N",
      time: civilToEpoch("20160801070000"),
    });
    expect(violations.map(({ code }) => code)).toEqual(["factor-prefix"]);
  });

  test("keep a process code with its serial number", () => {
    const measured = measure("e10203-Rtd=1.1");
    expect(measured.measurements.map(({ factor }) => factor)).toEqual(["e10203"]);
    expect(measured.violations).toEqual([]);
  });

  test("are taken from DataTime of 17 digits and from other cadences", () => {
    const long = measurementsOf(packet("2051", "DataTime=20160801080000000;w01001-Avg=7,w01001-Flag=N"));
    expect([long.cadence, long.dataTime, ...blame(long)]).toEqual([
      "minute",
      Date.UTC(2016, 7, 1),
      "time-format DataTime",
    ]);
    const raw = measurementsOf(
      packet(
        "2013",
        "DataTime=20160801080000;w01018-SampleTime=20160801070000,w01018-CompleteTime=20160801080000,w01018-Avg=7,w01018-Flag=N",
      ),
    );
    expect([raw.cadence, raw.measurements[0]?.time, ...blame(raw)]).toEqual(["realtime", Date.UTC(2016, 6, 31, 23)]);
  });

  test("are none in a request, an answer or a check with a standard sample", () => {
    for (const [cn, cp] of [
      ["2011", ""],
      ["2061", "BeginTime=20160801080000;EndTime=20160801080000"],
      ["9014", ""],
      ["2062", "DataTime=20160801080000;w01018-SampleRd=1,w01018-StandardValue=1,w01018-ResultType=1"],
    ] as const) {
      expect(measurementsOf(packet(cn, cp)), cn).toMatchObject({ measurements: [], violations: [] });
    }
  });
});

describe("a violation in measured values", () => {
  test.each<[string, string, string[], number]>([
    ["unknown factor", "w09999-Rtd=1,w09999-Flag=N", ["factor-unknown w09999-Rtd"], 1],
    ["wrong case", "W01001-rtd=1,w01001-Flag=N", ["factor-case W01001-rtd", "factor-case W01001-rtd"], 1],
    ["unknown ending", "w01001-Rtd=1,w01001-Xyz=2,w01001-Flag=N", ["name-unknown w01001-Xyz"], 1],
    ["twice", "w01001-Rtd=1,w01001-Flag=N;w01001-Rtd=2,w01001-Flag=N", ["factor-repeated w01001-Rtd"], 2],
    [
      "no number",
      "w01001-Rtd=--,w01001-Flag=N;w01018-Rtd=,w01018-Flag=N",
      ["value-not-decimal w01001-Rtd", "value-not-decimal w01018-Rtd"],
      0,
    ],
    ["exponent", "w01001-Rtd=1e5,w01001-Flag=N", ["value-not-decimal w01001-Rtd"], 0],
    ["unknown mark", "w01001-Rtd=1,w01001-Flag=P", ["mark-unknown w01001-Flag"], 1],
    ["mark behind ;", "w01001-Rtd=1;w01001-Flag=N", ["item-separator w01001-Flag"], 1],
    ["mark before ;", "w01001-Flag=N;w01001-Rtd=1", ["item-separator w01001-Rtd"], 1],
    ["false sampling time", "w01001-SampleTime=2016,w01001-Rtd=1,w01001-Flag=N", ["time-format w01001-SampleTime"], 1],
    ["no marks at all, said once", "w01001-Rtd=1;w01018-Rtd=2", ["mark-missing w01001"], 2],
  ])("%s", (_about, cp, expected, count) => {
    const measured = measure(cp);
    expect(blame(measured)).toEqual(expected);
    expect(measured.measurements.length).toBe(count);
  });

  test("of form makes the number plain", () => {
    const measured = measure("w01001-Rtd=+7.5,w01001-Flag=N;w01018-Rtd=-.5,w01018-Flag=N;w21003-Rtd=5.,w21003-Flag=N");
    expect(measured.measurements.map(({ value }) => value)).toEqual(["7.5", "-0.5", "5"]);
    expect(measured.violations.map(({ code }) => code)).toEqual(["value-form", "value-form", "value-form"]);
  });

  test("of time drops what has no time and tells a period from a moment", () => {
    const timeless = measurementsOf(
      packet("2011", "w01001-Rtd=1,w01001-Flag=N;w01018-SampleTime=20160801070000,w01018-Rtd=2,w01018-Flag=N"),
    );
    expect(timeless.measurements.map(({ factor }) => factor)).toEqual(["w01018"]);
    expect(blame(timeless)).toEqual(["time-missing w01001"]);
    for (const [cn, expected] of [
      ["2011", []],
      ["2051", ["time-unaligned DataTime"]],
      ["2031", ["time-unaligned DataTime"]],
    ] as const) {
      expect(blame(measure("w01001-Avg=1,w01001-Flag=N", cn))).toEqual(expected);
    }
    expect(blame(measurementsOf(packet("2031", "DataTime=20160801000000;w01001-Avg=1,w01001-Flag=N")))).toEqual([]);
  });
});

test("facilities tell their state and their hours", () => {
  expect(facilitiesOf(sample("SB1-RS=1;SB2-RS=0"))).toEqual([
    { facility: "SB1", kind: "state", value: "1", time: TIME },
    { facility: "SB2", kind: "state", value: "0", time: TIME },
  ]);
  expect(measurementsOf(sample("SB1-RS=1;SB2-RS=0"))).toMatchObject({
    cadence: "state",
    measurements: [],
    violations: [],
  });
  expect(
    facilitiesOf(sample("Flag=4;CP=&&DataTime=20160801000000;SB1-RT=1.1;SB2-RT=2.1")).map(({ kind, value }) => [
      kind,
      value,
    ]),
  ).toEqual([
    ["hours", "1.1"],
    ["hours", "2.1"],
  ]);
});
