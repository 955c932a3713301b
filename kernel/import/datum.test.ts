import proj4 from "proj4";
import { describe, expect, test } from "vitest";
import { toGcj02 } from "#kernel/place/gcj02.ts";
import { datumOf, datumOfNumbers, datumOfPrj, toBd09 } from "./datum.ts";

const hohhot: [number, number] = [111.6708, 40.8183];
const metres = ([lon, lat]: [number, number]): number =>
  Math.hypot((lon - hohhot[0]) * 111_320 * Math.cos((hohhot[1] * Math.PI) / 180), (lat - hohhot[1]) * 111_320);

describe("what a file's coordinates become in CGCS2000", () => {
  test("GCJ-02 and BD-09 come back to within a metre, and lie hundreds of metres away before", () => {
    const gcj = toGcj02(...hohhot);
    const bd = toBd09(...hohhot);
    expect(metres(gcj)).toBeGreaterThan(100);
    expect(metres(bd)).toBeGreaterThan(metres(gcj));
    expect(metres(datumOf("gcj02")?.transform(...gcj) as [number, number])).toBeLessThan(0.1);
    expect(metres(datumOf("bd09")?.transform(...bd) as [number, number])).toBeLessThan(1);
  });

  // EPSG registry: 4525 = CGCS2000 / 3-degree Gauss-Kruger zone 37, 4546 = … CM 111E; 4497 = … 6-degree zone 19
  test.each([
    ["gk3-37", 4525, "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=37500000 +y_0=0 +ellps=GRS80"],
    ["gk3-111e", 4546, "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80"],
    ["gk6-19", 4497, "+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=19500000 +y_0=0 +ellps=GRS80"],
  ])("%s is EPSG:%i", (id, epsg, definition) => {
    const datum = datumOf(id);
    const [x, y] = proj4(definition, hohhot);
    expect(datum?.epsg).toBe(epsg);
    expect(metres(datum?.transform(x as number, y as number) as [number, number])).toBeLessThan(0.001);
  });

  test("a zone that does not exist, and a meridian that is none, mean nothing", () => {
    expect(["gk3-60", "gk3-112e", "gk6-113e", "gk4-1", "utm"].map((id) => datumOf(id))).toEqual(
      Array(5).fill(undefined),
    );
  });
});

describe("what a file says or shows of its system", () => {
  const esri = (name: string, meridian: number, easting: number, datum = "D_China_2000") =>
    `PROJCS["${name}",GEOGCS["GCS",DATUM["${datum}",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${easting}.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`;
  test("a .prj names its zone; Xi'an 80 and Beijing 54 are refused, since the shift is not public", () => {
    expect(datumOfPrj(esri("CGCS2000_3_Degree_GK_Zone_37", 111, 37_500_000)).datum).toBe("gk3-37");
    expect(datumOfPrj(esri("CGCS2000_3_Degree_GK_CM_111E", 111, 500_000)).datum).toBe("gk3-111e");
    expect(datumOfPrj(esri("CGCS2000_GK_Zone_19", 111, 19_500_000)).datum).toBe("gk6-19");
    expect(datumOfPrj(esri("Xian_1980_3_Degree_GK_Zone_37", 111, 37_500_000, "D_Xian_1980")).datum).toBeUndefined();
    expect(datumOfPrj('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]').datum).toBe("wgs84");
  });

  test("another projection is taken as its .prj defines it", () => {
    const utm =
      'PROJCS["WGS_1984_UTM_Zone_49N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
    expect(datumOfPrj(utm).datum).toBe("prj");
    const [x, y] = proj4("+proj=utm +zone=49 +datum=WGS84", hohhot);
    expect(metres(datumOf("prj", utm)?.transform(x as number, y as number) as [number, number])).toBeLessThan(0.01);
  });

  test("eight digits carry their zone, X stands north in a survey, and degrees tell nothing", () => {
    expect(datumOfNumbers([[37_556_600, 4_520_000]])).toMatchObject({ datum: "gk3-37", sure: true });
    expect(datumOfNumbers([[4_520_000, 37_556_600]])).toMatchObject({ datum: "gk3-37", exchanged: true });
    expect(datumOfNumbers([[556_600, 4_520_000]])).toMatchObject({ sure: false });
    expect(datumOfNumbers([[111.6, 40.8]])).toMatchObject({ sure: false });
    expect(datumOfNumbers([[40.8, 111.6]])).toMatchObject({ exchanged: true });
  });
});
