import { exceedance } from "#domains/monitoring/exceedance.ts";
import { uuidPattern } from "#kernel/id.ts";
import type { Title } from "#kernel/title.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Register } from "./answers.ts";

/** Verbs and nouns of the audit in people's words. An act that has none yet shows its code. */
const nouns: Readonly<Record<string, Title>> = {
  session: { zh: "登录", en: "Session" },
  "identity.person": { zh: "用户", en: "Person" },
  person: { zh: "用户", en: "Person" },
  grant: { zh: "授权", en: "Grant" },
  case: { zh: "办件", en: "Case" },
  "case.case": { zh: "办件", en: "Case" },
  "observation.device": { zh: "设备", en: "Device" },
  "observation.request": { zh: "反控命令", en: "Device request" },
  alarm: { zh: "报警", en: "Alarm" },
  "organ.organ": { zh: "机构", en: "Organ" },
};
const verbs: Readonly<Record<string, Title>> = {
  create: { zh: "新增", en: "Add" },
  amend: { zh: "修改", en: "Amend" },
  retire: { zh: "停用", en: "Retire" },
  open: { zh: "立案", en: "Open" },
  password: { zh: "修改密码", en: "Change the password" },
  give: { zh: "授予", en: "Give" },
  end: { zh: "终止", en: "End" },
  adopt: { zh: "登记", en: "Adopt" },
  ask: { zh: "下发", en: "Ask" },
  acknowledge: { zh: "确认收悉", en: "Acknowledge" },
  explain: { zh: "提交说明", en: "Explain" },
  return: { zh: "退回补充", en: "Return" },
  verify: { zh: "核实", en: "Verify" },
  rectify: { zh: "责令整改", en: "Order to put right" },
  report: { zh: "报告整改完成", en: "Report done" },
  inspect: { zh: "现场复核", en: "Check on site" },
  resolve: { zh: "办结", en: "Close" },
  refer: { zh: "转执法线索", en: "Refer" },
  void: { zh: "撤销", en: "Void" },
};
const whole: Readonly<Record<string, Title>> = {
  "session.open": { zh: "登录", en: "Sign in" },
  "session.refuse": { zh: "登录被拒", en: "Sign-in refused" },
  "session.close": { zh: "退出登录", en: "Sign out" },
  "session.refused": { zh: "登录被拒", en: "Sign-in refused" },
  "person.password": { zh: "修改本人密码", en: "Change own password" },
};

/** "base.outfall.amend" → 修改排放口 */
export function actText(act: string, registers: readonly Register[]): string {
  const known = whole[act];
  if (known) return t(known);
  const cut = act.lastIndexOf(".");
  const noun = nounOf(act.slice(0, cut), registers);
  const verb = verbs[act.slice(cut + 1)];
  // What is done to a case says itself: 核实, 责令整改.
  if (verb && act.startsWith("case.")) return t(verb);
  return noun && verb ? t(`${verb.zh}${noun.zh}`, `${verb.en}: ${noun.en}`) : act;
}

/** "base.outfall/0198…" → 排放口, "observation.device/8943…" → 设备 8943…; the whole id stands in the detail. */
export function objectText(object: string, registers: readonly Register[]): string {
  const slash = object.indexOf("/");
  const noun = nounOf(slash < 0 ? object : object.slice(0, slash), registers);
  const id = slash < 0 ? "" : object.slice(slash + 1);
  // The name of a thing stands in the content; its identifier is for the machine.
  return noun ? `${t(noun)} ${uuidPattern.test(id) ? "" : id}`.trim() : object;
}

const telling = ["number", "name", "mn", "username", "code", "reason", "command", "role"];
const stateWord = (id: unknown): string => {
  const state = exceedance.states[String(id)];
  return state ? t(state.title) : String(id);
};

/** What of an act's content a person reads first; the whole stands in its detail. */
export function summaryText(detail: Readonly<Record<string, unknown>> | null): string {
  const content = detail ?? {};
  const parts = telling.flatMap((name) =>
    typeof content[name] === "string" && content[name] !== "" ? [content[name]] : [],
  );
  if (content.from && content.to) parts.push(`${stateWord(content.from)} → ${stateWord(content.to)}`);
  return parts.join(" · ");
}

function nounOf(id: string, registers: readonly Register[]): Title | undefined {
  return nouns[id] ?? registers.find((register) => register.id === id)?.noun ?? fallback[id];
}

/** The audit administrator may not read the registers, yet must understand the lines. */
const fallback: Readonly<Record<string, Title>> = {
  "base.enterprise": { zh: "企业", en: "Enterprise" },
  "base.site": { zh: "厂区", en: "Site" },
  "base.outfall": { zh: "排放口", en: "Outfall" },
  "base.limit": { zh: "许可限值", en: "Limit" },
  "base.air-station": { zh: "空气站", en: "Air station" },
  "base.water-section": { zh: "水质断面", en: "Water section" },
  "monitoring.mark": { zh: "数据标记", en: "Mark" },
};
