import { roleIds } from "#kernel/identity/role.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, choice, date, integer, number, ref, text } from "#kernel/register/field.ts";
import { activities, verdicts, zoneKinds } from "./activity.ts";
import { confidences } from "./confidence.ts";
import { coverClasses } from "./cover-class.ts";

export const clueStates = {
  open: { zh: "待立案", en: "Waiting for its case" },
  checking: { zh: "核查中", en: "Being checked" },
  problem: { zh: "问题台账", en: "Problem" },
  lawful: { zh: "合法", en: "Lawful" },
  unfounded: { zh: "不属实", en: "Unfounded" },
  closed: { zh: "已销号", en: "Closed" },
} as const;
export type ClueState = keyof typeof clueStates;

/** 人类活动线索: a place where people changed protected ground. Written by runs, by the ministry's batches and by its case, never by a form. */
export const clue = defineRegister({
  id: "conservation.clue",
  path: "clues",
  title: { zh: "人类活动线索", en: "Clues" },
  noun: { zh: "线索", en: "clue" },
  work: "conservation",
  label: "number",
  sort: "number",
  unique: [["number"]],
  read: roleIds,
  write: [],
  fields: {
    number: text({ zh: "线索编号", en: "Number" }, { required: true, list: true }),
    activity: choice({ zh: "活动类型", en: "Activity" }, activities, { required: true, list: true }),
    hectares: number({ zh: "面积", en: "Area" }, { required: true, list: true, unit: "公顷" }),
    confidence: choice({ zh: "可信度", en: "Confidence" }, confidences, { required: true, list: true }),
    state: choice({ zh: "状态", en: "State" }, clueStates, { required: true, list: true }),
    severity: number({ zh: "轻重次序", en: "Severity" }, { list: true }),
    zoneKind: choice({ zh: "所在分区", en: "Zone" }, zoneKinds, { required: true, list: true }),
    redLine: ref({ zh: "红线图斑", en: "Red-line parcel" }, "conservation.red-line", { list: true }),
    reserve: ref({ zh: "自然保护地", en: "Reserve" }, "conservation.reserve", { list: true }),
    zone: ref({ zh: "功能分区", en: "Zone of the reserve" }, "conservation.zone"),
    verdict: choice({ zh: "负面清单", en: "Negative list" }, verdicts),
    fromClass: choice({ zh: "原覆盖", en: "Cover before" }, coverClasses),
    toClass: choice({ zh: "现覆盖", en: "Cover after" }, coverClasses),
    firstSeen: date({ zh: "首次发现", en: "First seen" }, { required: true, list: true }),
    lastSeen: date({ zh: "最近发现", en: "Last seen" }, { required: true }),
    growth: number({ zh: "扩大速度", en: "Growth" }, { unit: "公顷/年" }),
    approvedShare: number({ zh: "已批准部分", en: "Approved share" }, { unit: "%", min: 0, max: 100 }),
    recurrences: integer({ zh: "复发次数", en: "Recurrences" }, { required: true, list: true }),
    origin: choice(
      { zh: "来源", en: "Origin" },
      { run: { zh: "本级遥感比对", en: "Own comparison" }, ministry: { zh: "生态环境部下发", en: "Ministry" } },
      { required: true, list: true },
    ),
    ministryNumber: text({ zh: "部下发编号", en: "Ministry's number" }, { list: true, maxLength: 60 }),
    caseId: text({ zh: "案件标识", en: "Case id" }),
    caseNumber: text({ zh: "案件编号", en: "Case" }),
    area: area({ zh: "范围", en: "Outline" }, { required: true }),
  },
});
