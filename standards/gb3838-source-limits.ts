import type { Sourced } from "./edition.ts";

/**
 * GB 3838-2002 tables 2 and 3: items of centralised drinking-water sources, one upper limit each, mg/L. Table 2 (five
 * supplementary items) always applies to a source; of table 3 the local authority selects. The values come from a
 * secondary source and are not confirmed against the text.
 */
export type SourceWaterLimit = Sourced<{ zh: string; en: string; limit: number; unit: "mg/L"; table: 2 | 3 }>;

const supplementary: readonly (readonly [zh: string, en: string, limit: number])[] = [
  ["硫酸盐", "sulfate", 250],
  ["氯化物", "chloride", 250],
  ["硝酸盐", "nitrate", 10],
  ["铁", "iron", 0.3],
  ["锰", "manganese", 0.1],
];

const specific: readonly (readonly [zh: string, en: string, limit: number])[] = [
  ["三氯甲烷", "trichloromethane", 0.06],
  ["四氯化碳", "tetrachloromethane", 0.002],
  ["三溴甲烷", "tribromomethane", 0.1],
  ["二氯甲烷", "dichloromethane", 0.02],
  ["1,2-二氯乙烷", "1,2-dichloroethane", 0.03],
  ["环氧氯丙烷", "epichlorohydrin", 0.02],
  ["氯乙烯", "vinyl chloride", 0.005],
  ["1,1-二氯乙烯", "1,1-dichloroethylene", 0.03],
  ["1,2-二氯乙烯", "1,2-dichloroethylene", 0.05],
  ["三氯乙烯", "trichloroethylene", 0.07],
  ["四氯乙烯", "tetrachloroethylene", 0.04],
  ["氯丁二烯", "chloroprene", 0.002],
  ["六氯丁二烯", "hexachlorobutadiene", 0.0006],
  ["苯乙烯", "styrene", 0.02],
  ["甲醛", "formaldehyde", 0.9],
  ["乙醛", "acetaldehyde", 0.05],
  ["丙烯醛", "acrolein", 0.1],
  ["三氯乙醛", "trichloroacetaldehyde", 0.01],
  ["苯", "benzene", 0.01],
  ["甲苯", "toluene", 0.7],
  ["乙苯", "ethylbenzene", 0.3],
  ["二甲苯", "xylene", 0.5],
  ["异丙苯", "isopropylbenzene", 0.25],
  ["氯苯", "chlorobenzene", 0.3],
  ["1,2-二氯苯", "1,2-dichlorobenzene", 1],
  ["1,4-二氯苯", "1,4-dichlorobenzene", 0.3],
  ["三氯苯", "trichlorobenzene", 0.02],
  ["四氯苯", "tetrachlorobenzene", 0.02],
  ["六氯苯", "hexachlorobenzene", 0.05],
  ["硝基苯", "nitrobenzene", 0.017],
  ["二硝基苯", "dinitrobenzene", 0.5],
  ["2,4-二硝基甲苯", "2,4-dinitrotoluene", 0.0003],
  ["2,4,6-三硝基甲苯", "2,4,6-trinitrotoluene", 0.5],
  ["硝基氯苯", "nitrochlorobenzene", 0.05],
  ["2,4-二硝基氯苯", "2,4-dinitrochlorobenzene", 0.5],
  ["2,4-二氯苯酚", "2,4-dichlorophenol", 0.093],
  ["2,4,6-三氯苯酚", "2,4,6-trichlorophenol", 0.2],
  ["五氯酚", "pentachlorophenol", 0.009],
  ["苯胺", "aniline", 0.1],
  ["联苯胺", "benzidine", 0.0002],
  ["丙烯酰胺", "acrylamide", 0.0005],
  ["丙烯腈", "acrylonitrile", 0.1],
  ["邻苯二甲酸二丁酯", "dibutyl phthalate", 0.003],
  ["邻苯二甲酸二(2-乙基己基)酯", "di(2-ethylhexyl) phthalate", 0.008],
  ["水合肼", "hydrazine hydrate", 0.01],
  ["四乙基铅", "tetraethyl lead", 0.0001],
  ["吡啶", "pyridine", 0.2],
  ["松节油", "turpentine", 0.2],
  ["苦味酸", "picric acid", 0.5],
  ["丁基黄原酸", "butyl xanthate", 0.005],
  ["活性氯", "active chlorine", 0.01],
  ["滴滴涕", "DDT", 0.001],
  ["林丹", "lindane", 0.002],
  ["环氧七氯", "heptachlor epoxide", 0.0002],
  ["对硫磷", "parathion", 0.003],
  ["甲基对硫磷", "methyl parathion", 0.002],
  ["马拉硫磷", "malathion", 0.05],
  ["乐果", "dimethoate", 0.08],
  ["敌敌畏", "dichlorvos", 0.05],
  ["敌百虫", "trichlorfon", 0.05],
  ["内吸磷", "demeton", 0.03],
  ["百菌清", "chlorothalonil", 0.01],
  ["甲萘威", "carbaryl", 0.05],
  ["溴氰菊酯", "deltamethrin", 0.02],
  ["阿特拉津", "atrazine", 0.003],
  ["苯并(a)芘", "benzo(a)pyrene", 0.0000028],
  ["甲基汞", "methylmercury", 0.000001],
  ["多氯联苯", "polychlorinated biphenyls", 0.00002],
  ["微囊藻毒素-LR", "microcystin-LR", 0.001],
  ["黄磷", "yellow phosphorus", 0.003],
  ["钼", "molybdenum", 0.07],
  ["钴", "cobalt", 1],
  ["铍", "beryllium", 0.002],
  ["硼", "boron", 0.5],
  ["锑", "antimony", 0.005],
  ["镍", "nickel", 0.02],
  ["钡", "barium", 0.7],
  ["钒", "vanadium", 0.05],
  ["钛", "titanium", 0.1],
  ["铊", "thallium", 0.0001],
];

export const sourceWaterLimits: readonly SourceWaterLimit[] = [
  ...supplementary.map((row) => limitRow(row, 2)),
  ...specific.map((row) => limitRow(row, 3)),
];

function limitRow([zh, en, limit]: readonly [string, string, number], table: 2 | 3): SourceWaterLimit {
  const source = `GB 3838-2002 table ${table} as listed by sm1lewc/Silence.Water SurfaceWater/Data`;
  return { zh, en, limit, unit: "mg/L", table, source, verified: false };
}
