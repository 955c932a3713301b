/**
 * What is promised: every information system that chapters 8 to 12 of the plan name, by the section that names it. `working` means that
 * `<id>.test.ts` beside this file proves it over HTTP, TCP and a browser; `partial` that some of it can be used; `planned` that none can.
 * `tools/check-acceptance.ts` holds this list against the files and the last test report.
 */
type Title = Readonly<{ zh: string; en: string }>;
export type SystemState = "planned" | "partial" | "working";
export type System = Readonly<{
  id: string;
  title: Title;
  /** Rooms that carry it: under `domains/`, or `kernel` and `web` at the root. */
  folders: readonly string[];
  state: SystemState;
}>;

/** Walks that cross systems: each is proven by `<id>.test.ts` on every full run. */
export const walks: readonly Readonly<{ id: string; title: Title }>[] = [
  { id: "start", title: { zh: "启动、拒绝错误设置、崩溃后恢复", en: "Start, refusals and recovery" } },
  { id: "platform", title: { zh: "从数据包到办结", en: "From a packet to a closed case" } },
  { id: "field", title: { zh: "现场断网记录与续传", en: "Records made without a network" } },
];

const system = (id: string, zh: string, en: string, folders: string, state: SystemState = "planned"): System => ({
  id,
  title: { zh, en },
  folders: folders.split(" "),
  state,
});

export const systems: readonly System[] = [
  // Chapter 8 · ecosystems
  system(
    "8.1-redline",
    "生态保护红线监管平台和监测监控网络",
    "Ecological red line supervision and monitoring network",
    "conservation",
    "working",
  ),
  system(
    "8.1-reserve",
    "自然保护地监管与问题台账 (绿盾)",
    "Protected-area supervision and issue register",
    "conservation",
    "working",
  ),
  system(
    "8.1-handoff",
    "执法信息移交与反馈",
    "Transfer of enforcement information and its outcome",
    "kernel web",
    "working",
  ),
  system("8.2-biodiversity", "生物多样性数据库和监管信息系统", "Biodiversity database and supervision", "biodiversity"),
  system("8.2-biosafety", "遗传资源与外来入侵物种", "Genetic resources and invasive species", "biodiversity"),
  system("8.3-restoration", "生态修复工程与成效评估", "Restoration projects and their effect", "ecosystem"),
  system("8.3-quality", "多层次生态状况评估", "Ecological status assessment at every level", "ecosystem"),
  system(
    "8.3-integrated",
    "生态保护综合监管系统",
    "Integrated supervision of ecological protection",
    "conservation",
    "partial",
  ),
  system("8.4-demonstration", "生态文明示范创建", "Ecological-civilisation demonstration areas", "ecosystem"),
  system(
    "8.5-gep",
    "生态产品调查与总值核算 (GEP)",
    "Ecological-product survey and gross ecosystem product",
    "ecosystem",
  ),
  system("8.5-market", "生态产品交易与横向补偿", "Trade in ecological products and horizontal compensation", "market"),
  // Chapter 9 · risk
  system("9.1-source", "放射源全程信息化管理", "Radioactive sources over their whole life", "radiation"),
  system("9.1-mobile", "高风险移动放射源实时监控 (γ探伤)", "Live monitoring of high-risk mobile sources", "radiation"),
  system("9.1-norm", "伴生放射性矿信息监管系统", "Mines with natural radioactivity", "radiation"),
  system("9.1-emf", "电磁辐射设施数据库管理系统", "Electromagnetic facilities", "radiation"),
  system("9.2-hazwaste", "危险废物全过程动态监管与追溯", "Hazardous waste from generation to disposal", "waste"),
  system("9.2-medical", "医疗废物收集转运处置", "Medical waste collection and disposal", "waste"),
  system("9.3-metals", "重金属污染防控", "Heavy-metal pollution control", "substances"),
  system("9.3-cleaner", "强制性清洁生产审核", "Mandatory cleaner-production audits", "substances"),
  system("9.3-tailings", "尾矿库分类分级环境管理", "Tailings ponds by class and grade", "substances"),
  system("9.4-solidwaste", '固体废物管理信息系统与"无废城市"', "Solid waste and zero-waste cities", "waste"),
  system("9.5-chemicals", "新污染物与有毒有害化学物质", "New pollutants and toxic chemicals", "substances"),
  system(
    "9.6-warning",
    "水环境风险预警平台、化工园区有毒有害气体预警",
    "Early warning for rivers and chemical parks",
    "emergency",
  ),
  system("9.6-health", "生态环境与健康风险识别", "Environment and health risk screening", "substances"),
  system("9.6-plans", "应急预案电子化备案与风险分级", "Emergency plans on file and risk grading", "emergency"),
  system(
    "9.6-command",
    "生态环境应急指挥与综合管理 (风险源、物资、队伍、专家、值班、演练)",
    "Emergency command and management",
    "emergency",
  ),
  // Chapter 10 · governance
  system("10.1-duty", "责任清单与考核问责", "Duty lists, assessment and accountability", "planning"),
  system(
    "10.1-eia",
    '生态环境影响评价与"三同时"',
    "Environmental impact assessment and the three simultaneities",
    "permit",
  ),
  system("10.1-enterprise", "企业环境信息统一管理与依法披露", "Enterprise file and environmental disclosure", "permit"),
  system("10.1-law", "法规、地方标准与裁量基准库", "Laws, local standards and discretion rules", "catalogue"),
  system(
    "10.1-finance",
    "绿色市场: 第三方治理、环保管家、权益质押、融资",
    "Green market: third-party treatment, pledges, finance",
    "market",
  ),
  system("10.1-credit", "生态环境信用信息系统", "Environmental credit", "credit"),
  system(
    "10.1-services",
    "放管服: 环评、正面清单、告知承诺、三线一单",
    "Government services: approvals, lists, commitments, zoning",
    "permit",
  ),
  system("10.2-inspectorate", "自治区督察 (例行、专项、派驻)", "Inspections by the autonomous region", "inspection"),
  system("10.2-inspection", "生态环境保护督察整改", "Rectification after central inspections", "inspection"),
  system("10.2-permit", '排污许可"一证式"', "Discharge permits as the one licence", "permit"),
  system(
    "10.2-total",
    "总量控制、减排核算与排放源统计",
    "Total-amount control, reduction accounting, source statistics",
    "permit",
  ),
  system("10.2-trading", "排污权交易 (一级、二级市场)", "Emission-right trading", "market"),
  system("10.2-compensation", "生态保护补偿", "Compensation for ecological protection", "market"),
  system("10.2-damage", "生态环境损害赔偿", "Compensation for ecological damage", "enforcement"),
  system("10.2-insurance", "环境污染责任保险", "Environmental liability insurance", "market"),
  system(
    "10.3-quality",
    "环境质量监测网络 (空气、水、土壤、地下水、农村、声、辐射)",
    "Environmental-quality monitoring network",
    "monitoring",
    "partial",
  ),
  system(
    "10.3-source",
    "污染源自动监测、自行监测与入河排污口",
    "Pollution sources: automatic and self-monitoring, river outlets",
    "monitoring",
    "partial",
  ),
  system("10.3-ecology", "生态质量地面与遥感监测", "Ecological monitoring on the ground and from space", "monitoring"),
  system("10.3-emergency", "应急与专项监测", "Emergency and special monitoring", "emergency"),
  system("10.3-assurance", "监测质量管理与数据打假", "Monitoring quality and falsification detection", "monitoring"),
  system(
    "10.4-brain",
    "智慧监管平台: 形势研判、预报预警、任务调度、一张图",
    "Supervision platform: situation, forecast, tasks, one map",
    "web catalogue planning",
    "partial",
  ),
  system(
    "10.4-data",
    "生态环境大数据: 数据资源、一数一源、共享",
    "Environmental data: catalogue, one source per number, sharing",
    "catalogue",
  ),
  system(
    "10.4-daily",
    "日常办公: 填报调度、公文、值班、签章、统计报表",
    "Daily office: submissions, papers, rosters, seals, reports",
    "operations",
  ),
  system(
    "10.4-exchange",
    "国家和自治区既有平台对接",
    "Exchange with existing national and regional platforms",
    "catalogue",
  ),
  system("10.4-cloud", "基础设施与灾备", "Infrastructure and disaster recovery", "operations"),
  system(
    "10.4-security",
    "信息网络安全、国产密码、统一运维",
    "Information security, national cryptography, operations",
    "operations",
    "partial",
  ),
  system(
    "10.5-enforcement",
    "综合执法: 双随机、公示、全过程记录、法制审核、行刑衔接",
    "Integrated enforcement",
    "enforcement",
  ),
  system(
    "10.5-offsite",
    "非现场监管: 在线、用电用水、视频、无人机",
    "Off-site supervision: online, power, video, drones",
    "enforcement",
  ),
  // Chapters 11–12 · participation and assurance
  system("11.1-education", "生态文明教育与宣传", "Environmental education and publicity", "participation"),
  system(
    "11.2-greenlife",
    "绿色生活激励、绿色创建、设施开放、绿色采购",
    "Green living, creation, open facilities, procurement",
    "participation",
  ),
  system("11.3-volunteers", "志愿服务与公众参与平台", "Volunteers and public participation", "participation"),
  system("12.1-coordination", "组织领导与部门联动", "Leadership and coordination of departments", "planning"),
  system("12.2-capacity", "监管保障与能力", "Supervision capacity", "planning"),
  system("12.3-assessment", "目标考核", "Target assessment", "planning"),
  system("12.4-funds", "资金投入与绩效", "Funds and their results", "planning"),
  system("12.5-talent", "人才库", "Experts and staff", "planning"),
  system(
    "12.6-complaints",
    "信访投诉举报联网管理 (一网登记、转办、处理、回复)",
    "Complaints and reports, handled as one network",
    "complaints",
  ),
  system("12.6-disclosure", "环境信息公开", "Environmental information to the public", "participation"),
  system("12.7-evaluation", "规划实施评估", "Evaluation of the plan", "planning"),
];
