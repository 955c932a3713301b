import { roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, date, integer, longtext, number, text } from "#kernel/register/field.ts";

/** A land cover of one day: the first or the second image of a comparison. Written by its own import, never by a form. */
export const coverLayer = defineRegister({
  id: "conservation.cover-layer",
  path: "cover-layers",
  title: { zh: "地表覆盖图层", en: "Land cover layers" },
  noun: { zh: "图层", en: "layer" },
  work: "conservation",
  label: "name",
  sort: "coveredOn",
  read: roleIds,
  write: [],
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true, list: true, maxLength: 120 }),
    coveredOn: date({ zh: "影像日期", en: "Date of the image" }, { required: true, list: true }),
    source: text({ zh: "来源", en: "Source" }, { required: true, list: true, maxLength: 200 }),
    format: choice(
      { zh: "形式", en: "Form" },
      { vector: { zh: "矢量", en: "Vector" }, raster: { zh: "栅格", en: "Raster" } },
      { required: true },
    ),
    resolution: number({ zh: "分辨率", en: "Resolution" }, { unit: "m", min: 0, list: true }),
    rmse: number(
      { zh: "位置中误差", en: "Position error" },
      {
        unit: "m",
        min: 0,
        required: true,
        help: { zh: "不大于其两倍宽的变化条带视为配准误差", en: "Strips up to twice as wide are registration" },
      },
    ),
    edition: text({ zh: "分类体系", en: "Classification" }, { required: true, list: true, maxLength: 40 }),
    fileHash: text({ zh: "文件 SM3", en: "SM3 of the file" }, { maxLength: 64 }),
    state: choice(
      { zh: "状态", en: "State" },
      {
        open: { zh: "待导入", en: "Waiting for its content" },
        reading: { zh: "导入中", en: "Being read" },
        ready: { zh: "可用", en: "Ready" },
        failed: { zh: "导入失败", en: "Failed" },
      },
      { required: true, list: true },
    ),
    pieces: integer({ zh: "图斑数", en: "Pieces" }),
    problem: longtext({ zh: "问题", en: "Problem" }),
    extent: area({ zh: "外框", en: "Extent" }),
  },
});
