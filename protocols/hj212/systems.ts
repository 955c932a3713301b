/** System codes ST (HJ 212-2017 table 5): 10–29 quality, 30–49 pollution sources, 50–69 process, 90–99 interaction. */
export type SystemClass = "quality" | "source" | "process" | "interaction";
export type System = { st: string; zh: string; en: string; class: SystemClass; verified: boolean };

const rows = `
21|地表水质量监测|surface water quality
22|空气质量监测|air quality
23|声环境质量监测|acoustic environment quality
24|地下水质量监测|groundwater quality
25|土壤质量监测|soil quality
26|海水质量监测|sea water quality
27|挥发性有机物监测|volatile organic compounds
31|大气环境污染源|air pollution source
32|地表水体环境污染源|surface water pollution source
33|地下水体环境污染源|groundwater pollution source
34|海洋环境污染源|marine pollution source
35|土壤环境污染源|soil pollution source
36|声环境污染源|noise source
37|振动环境污染源|vibration source
38|放射性环境污染源|radioactive source
39|工地扬尘污染源|construction dust source
41|电磁环境污染源|electromagnetic source
51|烟气排放过程监控|flue gas process
52|污水排放过程监控|waste water process
91|系统交互|interaction`;

/** HJ 212-2025 only, from implementers and not from the text of the standard. */
const unverifiedRows = `
44|用电监控|electricity use
45|关键生产工况监控|key production conditions`;

function classOf(st: string): SystemClass {
  if (st < "30") return "quality";
  if (st < "50") return "source";
  return st < "70" ? "process" : "interaction";
}

function parse(text: string, verified: boolean): [string, System][] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [st = "", zh = "", en = ""] = line.split("|");
      return [st, { st, zh, en, class: classOf(st), verified }];
    });
}

export const systems: ReadonlyMap<string, System> = new Map([...parse(rows, true), ...parse(unverifiedRows, false)]);

export function systemOf(st: string): System | undefined {
  return systems.get(st);
}
